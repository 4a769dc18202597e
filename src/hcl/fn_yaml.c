/* fn_yaml.c - yamldecode (hcl.md 7.7): values from the events of libyaml.
 *
 * libyaml returns plain scalars as text; their types are found here. The target of an alias is
 * shared but charged each time, so an anchor keeps its weight. */
#include "base/map.h"
#include "base/assert.h"
#include "base/vec.h"
#include "hcl/fn_text.h"
#include "hcl/rfc3339.h"
#include "value/quote.h"
#include <yaml.h>

enum { MOST_DEPTH = 500 }; /* all functions that use a value recurse over it */

typedef struct anchor {
    pl_value value;
    uint64_t weight; /* number of its nodes, with aliases counted as their targets */
    bool open;       /* its definition has not ended */
} anchor;

typedef struct decoder {
    pl_call *call;
    yaml_parser_t parser;
    yaml_event_t event; /* the current one; owned */
    pl_map names;       /* name -> position in `anchors` */
    PL_VEC(anchor) anchors;
} decoder;

/* ---- messages */

/* Append the place. Lines count from 0 here and the first line is not named, as in the
 * reference. */
static void put_place(decoder *d, yaml_mark_t mark)
{
    d->call->why.len = 0;
    d->call->bad_arg = -1;
    if (mark.line)
        pl_buf_printf(&d->call->why, "on line %zu, column %zu: ", mark.line, mark.column + 1);
}

__attribute__((format(printf, 2, 3))) static bool bad(decoder *d, const char *format, ...)
{
    va_list args;
    put_place(d, d->event.start_mark);
    va_start(args, format);
    pl_buf_vprintf(&d->call->why, format, args);
    va_end(args);
    return false;
}

static bool bad_syntax(decoder *d)
{
    yaml_mark_t mark = d->parser.problem_mark;
    if (!mark.line)
        mark = d->parser.context_mark;
    else if (d->parser.error == YAML_SCANNER_ERROR)
        mark = (yaml_mark_t){ .line = mark.line + 1 };
    if (d->parser.error == YAML_READER_ERROR)
        mark = (yaml_mark_t){ 0 };
    put_place(d, mark);
    pl_buf_cstr(&d->call->why, d->parser.problem ? d->parser.problem : "invalid YAML");
    return false;
}

static bool next_event(decoder *d)
{
    yaml_event_delete(&d->event);
    return yaml_parser_parse(&d->parser, &d->event) || bad_syntax(d);
}

static pl_str text_of(const yaml_char_t *s)
{
    return pl_str_cstr((const char *)s);
}

static bool quoted_error(decoder *d, const char *front, pl_str what, const char *back, pl_str more)
{
    pl_buf quoted = { 0 };
    pl_quote_go(&quoted, what);
    bad(d, "%s %.*s%s%.*s", front, PL_FMT(pl_buf_view(&quoted)), back, PL_FMT(more));
    pl_buf_done(&quoted);
    return false;
}

/* ---- scalars */

#define TAG "tag:yaml.org,2002:"

static bool is_tag(pl_str tag, const char *name)
{
    return pl_str_starts(tag, PL_S(TAG)) &&
           pl_str_eq(pl_str_sub(tag, sizeof TAG - 1, tag.len), pl_str_cstr(name));
}

static bool is_scalar_tag(pl_str tag)
{
    static const char *const names[] = { "str",  "int",       "float", "bool",
                                         "null", "timestamp", "binary" };
    for (size_t i = 0; i < PL_COUNT(names); i++)
        if (is_tag(tag, names[i]))
            return true;
    return !tag.len;
}

/* Find a word with a fixed meaning. */
static bool word_value(decoder *d, pl_str s, pl_value *out)
{
    static const struct {
        const char *words;
        char what;
    } rows[] = {
        { "y Y yes Yes YES true True TRUE on On ON", 't' },
        { "n N no No NO false False FALSE off Off OFF", 'f' },
        { "~ null Null NULL", '0' },
        { ".inf .Inf .INF +.inf +.Inf +.INF", '+' },
        { "-.inf -.Inf -.INF", '-' },
    };
    char what = s.len ? 0 : '0';
    for (size_t i = 0; i < PL_COUNT(rows) && !what; i++)
        for (pl_str rest = pl_str_cstr(rows[i].words); rest.ptr;)
            if (pl_str_eq(pl_str_split(&rest, ' '), s))
                what = rows[i].what;
    switch (what) {
    case 't':
    case 'f': *out = pl_value_bool(what == 't'); return true;
    case '0': *out = pl_value_null(pl_type_simple(PL_TYPE_ANY)); return true;
    case '+': return pl_number_parse(d->call->arena, PL_S("Inf"), out);
    case '-': return pl_number_parse(d->call->arena, PL_S("-Inf"), out);
    default: return false;
    }
}

static size_t skip_sign(pl_str s)
{
    return s.len && (s.ptr[0] == '+' || s.ptr[0] == '-');
}

static bool is_digit_of(char c, int base)
{
    if (base == 16 && (c | 0x20) >= 'a' && (c | 0x20) <= 'f')
        return true;
    return c >= '0' && c <= (base == 8 ? '7' : '9');
}

/* Read digits of the base and underscores from `from` to the end, and append the digits to
 * `out`; false: there is something else. */
static bool take_digits(pl_str s, size_t from, int base, pl_buf *out)
{
    pl_assert(from <= s.len && base >= 2 && base <= 16);
    for (size_t i = from; i < s.len; i++) {
        if (is_digit_of(s.ptr[i], base))
            pl_buf_byte(out, s.ptr[i]);
        else if (s.ptr[i] != '_')
            return false;
    }
    return true;
}

/* Does `s` have the form of a whole number? *ok: it also has digits, and *out is its value. */
static bool int_value(decoder *d, pl_str s, bool *ok, pl_value *out)
{
    size_t sign = skip_sign(s);
    pl_buf digits = { 0 };
    int base = 10;
    bool like;
    if (s.len > sign + 2 && s.ptr[sign] == '0' &&
        (s.ptr[sign + 1] == 'x' || s.ptr[sign + 1] == 'o'))
        base = s.ptr[sign + 1] == 'x' ? 16 : 8;
    if (sign)
        pl_buf_byte(&digits, s.ptr[0]);
    size_t front = digits.len;
    like = take_digits(s, base == 10 ? sign : sign + 2, base, &digits);
    *ok = like && digits.len > front;
    if (*ok && base == 10)
        pl_number_parse(d->call->arena, pl_buf_view(&digits), out);
    else if (*ok)
        *ok = pl_number_parse_base(d->call->arena, pl_buf_view(&digits), (unsigned)base, out);
    if (*ok && base != 10 && out->tag == PL_V_INT)
        out->bits = PL_BITS_LITERAL;
    pl_buf_done(&digits);
    return like;
}

/* Read a float: an optional sign, digits with at most one point, an optional exponent. False if `s`
 * is not one. */
static bool read_float(decoder *d, pl_str s, pl_value *out)
{
    for (size_t i = 0; i < s.len; i++)
        if (s.ptr[i] == 'p' || s.ptr[i] == 'I' || s.ptr[i] == 'i')
            return false; /* numbers of the language, not of YAML */
    return pl_number_parse(d->call->arena, s, out);
}

/* Read plain text that starts like a number or a timestamp. */
static bool number_value(decoder *d, pl_str tag, pl_str s, bool *failed, pl_value *out)
{
    pl_instant t;
    pl_buf text = { 0 };
    bool ok;
    if (s.ptr[0] == '.')
        return read_float(d, s, out);
    if ((!tag.len || is_tag(tag, "timestamp")) && pl_rfc3339_parse_yaml(s, &t)) {
        pl_rfc3339_write(t, &text);
        return pl_text__give_buf(d->call, &text, out);
    }
    if (int_value(d, s, &ok, out)) {
        *failed = !ok && !quoted_error(d, "cannot parse", s, " as " TAG "int", PL_S(""));
        return ok;
    }
    return read_float(d, s, out);
}

static bool is_quoted(const decoder *d)
{
    return d->event.data.scalar.style == YAML_SINGLE_QUOTED_SCALAR_STYLE ||
           d->event.data.scalar.style == YAML_DOUBLE_QUOTED_SCALAR_STYLE;
}

/* The value of a scalar to which no other rule applies. */
static bool untyped_value(decoder *d, pl_str tag, pl_str s, pl_value *out)
{
    pl_buf bytes = { 0 };
    if (is_tag(tag, "null")) {
        *out = pl_value_null(pl_type_simple(PL_TYPE_ANY));
        return true;
    }
    if (!s.len && !tag.len && !is_quoted(d)) { /* an empty block, in the reference */
        *out = pl_value_null(pl_type_simple(PL_TYPE_STRING));
        return true;
    }
    if (is_tag(tag, "binary")) {
        bool sound = pl_text__unbase64(s, &bytes) < 0;
        pl_buf_done(&bytes);
        if (!sound)
            return quoted_error(d, "cannot parse", s, " as " TAG "binary: not valid base64",
                                PL_S(""));
    } else if (tag.len && !is_tag(tag, "str")) {
        return quoted_error(d, "cannot parse", s, " as ", tag);
    }
    *out = pl_value_text(d->call->arena, s, true);
    return true;
}

/* Make the value of a scalar: its tag decides the type or, if it is plain, its text. */
static bool scalar_value(decoder *d, pl_value *out)
{
    pl_str s = pl_str_make(d->event.data.scalar.value, d->event.data.scalar.length);
    pl_str tag = text_of(d->event.data.scalar.tag);
    bool plain = d->event.data.scalar.style == YAML_PLAIN_SCALAR_STYLE, failed = false;
    if (!is_scalar_tag(tag))
        return quoted_error(d, "unsupported tag", tag, "", PL_S(""));
    bool typed = tag.len ? !is_tag(tag, "str") && !is_tag(tag, "binary") : plain || is_quoted(d);
    bool maybe = !s.len || pl_char_in(s.ptr[0], "+-0123456789.yYnNtTfFoO~");
    if (typed && maybe && s.ptr && memchr(s.ptr, 0, s.len) == NULL) {
        if (is_quoted(d)) {
            *out = pl_value_text(d->call->arena, s, true);
            return true;
        }
        if (word_value(d, s, out))
            return true;
        if (!tag.len && (pl_str_eq(s, PL_S(".nan")) || pl_str_eq(s, PL_S(".NaN")) ||
                         pl_str_eq(s, PL_S(".NAN"))))
            return bad(d, "floating point NaN is not supported");
        if ((!s.len || pl_char_in(s.ptr[0], "+-0123456789.")) &&
            number_value(d, tag, s, &failed, out))
            return true;
        if (failed)
            return false;
    }
    return untyped_value(d, tag, s, out);
}

/* ---- nodes */

static bool node_value(decoder *d, unsigned depth, pl_value *out, uint64_t *weight);

static bool charge_nodes(decoder *d, uint64_t n)
{
    return pl_fn_charge(d->call, n > UINT64_MAX / 64 ? UINT64_MAX : n * 64);
}

static bool alias_value(decoder *d, pl_value *out, uint64_t *weight)
{
    pl_str name = text_of(d->event.data.alias.anchor);
    uint32_t place;
    if (!pl_map_find(&d->names, name, &place))
        return quoted_error(d, "reference to undefined anchor", name, "", PL_S(""));
    const anchor *a = &d->anchors.at[place];
    if (a->open)
        return quoted_error(d, "cannot refer to anchor", name, " from inside its own definition",
                            PL_S(""));
    *out = a->value;
    *weight = a->weight;
    return charge_nodes(d, a->weight);
}

/* Read a key as text; *any is false at the end of the mapping. */
static bool key_text(decoder *d, bool *any, pl_str *key)
{
    pl_value v;
    pl_buf why = { 0 };
    if (!next_event(d))
        return false;
    *any = d->event.type != YAML_MAPPING_END_EVENT;
    if (!*any)
        return true;
    if (d->event.type != YAML_SCALAR_EVENT)
        return bad(d, "only strings are allowed as mapping keys");
    if (!scalar_value(d, &v))
        return false;
    if (v.tag == PL_V_NULL)
        return bad(d, "mapping key cannot be null");
    if (v.tag == PL_V_NUMBER && !pl_fn_charge(d->call, pl_number_text_size(v)))
        return false;
    bool ok = pl_convert(d->call->arena, v, pl_type_simple(PL_TYPE_STRING), &v, &why) ||
              bad(d, "mapping key: %.*s", PL_FMT(pl_buf_view(&why)));
    pl_buf_done(&why);
    if (ok)
        *key = pl_value_get_str(v);
    return ok;
}

typedef PL_VEC(pl_member) members;

static bool merge_mapping(decoder *d, pl_value v, yaml_mark_t key, members *into)
{
    pl_buf type = { 0 };
    if (v.tag != PL_V_OBJECT) {
        d->event.start_mark = key;
        pl_type_write_friendly(pl_value_type(d->call->arena, v), false, &type);
        bad(d, "cannot merge %.*s into mapping", PL_FMT(pl_buf_view(&type)));
        pl_buf_done(&type);
        return false;
    }
    for (uint32_t i = 0; i < v.len; i++)
        pl_vec_push(into, v.members->at[i]);
    return charge_nodes(d, v.len);
}

static bool read_members(decoder *d, unsigned depth, members *into, uint64_t *weight)
{
    pl_assert(depth <= MOST_DEPTH);
    for (;;) {
        pl_member m;
        uint64_t more = 0;
        bool any;
        if (!key_text(d, &any, &m.key))
            return false;
        if (!any)
            return true;
        yaml_mark_t mark = d->event.start_mark;
        if (!next_event(d) || !node_value(d, depth + 1, &m.value, &more))
            return false;
        *weight += more;
        if (pl_str_eq(m.key, PL_S("<<"))) {
            if (!merge_mapping(d, m.value, mark, into))
                return false;
        } else {
            pl_vec_push(into, m);
        }
    }
}

static bool is_collection_tag(decoder *d, const yaml_char_t *tag, const char *want,
                              const char *what)
{
    pl_str t = text_of(tag);
    return !t.len || is_tag(t, want) || bad(d, "can't interpret %s as %.*s", what, PL_FMT(t));
}

static bool mapping_value(decoder *d, unsigned depth, pl_value *out, uint64_t *weight)
{
    members list = { 0 };
    bool ok = is_collection_tag(d, d->event.data.mapping_start.tag, "map", "mapping") &&
              read_members(d, depth, &list, weight);
    if (ok)
        *out = pl_value_members(d->call->arena, PL_V_OBJECT, NULL, list.at, (uint32_t)list.n);
    pl_vec_done(&list);
    return ok;
}

static bool sequence_value(decoder *d, unsigned depth, pl_value *out, uint64_t *weight)
{
    PL_VEC(pl_value) list = { 0 };
    bool ok = is_collection_tag(d, d->event.data.sequence_start.tag, "seq", "sequence");
    while ((ok = ok && next_event(d)) && d->event.type != YAML_SEQUENCE_END_EVENT) {
        uint64_t more = 0;
        pl_value v;
        ok = node_value(d, depth + 1, &v, &more);
        *weight += more;
        if (ok)
            pl_vec_push(&list, v);
    }
    if (ok)
        *out = pl_value_seq(d->call->arena, PL_V_TUPLE, NULL, list.at, (uint32_t)list.n);
    pl_vec_done(&list);
    return ok;
}

/* The anchor that the current event defines; empty: none. */
static pl_str anchor_name(const decoder *d)
{
    switch (d->event.type) {
    case YAML_SCALAR_EVENT: return text_of(d->event.data.scalar.anchor);
    case YAML_SEQUENCE_START_EVENT: return text_of(d->event.data.sequence_start.anchor);
    case YAML_MAPPING_START_EVENT: return text_of(d->event.data.mapping_start.anchor);
    default: return PL_S("");
    }
}

/* Make the value of the node that starts with the current event. */
static bool node_value(decoder *d, unsigned depth, pl_value *out, uint64_t *weight)
{
    pl_str name = pl_arena_str(d->call->arena, anchor_name(d));
    uint32_t place = (uint32_t)d->anchors.n;
    bool ok;
    if (depth > MOST_DEPTH)
        return bad(d, "exceeded max depth");
    if (!charge_nodes(d, 2))
        return false;
    if (name.len) {
        pl_map_set(&d->names, name, place);
        pl_vec_push(&d->anchors, ((anchor){ .open = true }));
    }
    *weight = 1;
    switch (d->event.type) {
    case YAML_ALIAS_EVENT: return alias_value(d, out, weight);
    case YAML_SCALAR_EVENT: ok = scalar_value(d, out); break;
    case YAML_SEQUENCE_START_EVENT: ok = sequence_value(d, depth, out, weight); break;
    case YAML_MAPPING_START_EVENT: ok = mapping_value(d, depth, out, weight); break;
    default: return bad(d, "unexpected event");
    }
    if (ok && name.len)
        d->anchors.at[place] = (anchor){ .value = *out, .weight = *weight };
    return ok;
}

static bool document_value(decoder *d, pl_value *out)
{
    uint64_t weight = 0;
    if (!next_event(d) || !next_event(d)) /* the start of the stream, then that of the document */
        return false;
    if (d->event.type != YAML_DOCUMENT_START_EVENT)
        return bad(d, "missing start of document");
    const yaml_version_directive_t *version = d->event.data.document_start.version_directive;
    if (version && (version->major != 1 || version->minor != 1))
        return bad(d, "found incompatible YAML document");
    if (!next_event(d) || !node_value(d, 0, out, &weight))
        return false;
    if (!next_event(d) || !next_event(d)) /* the end of the document and of the stream */
        return false;
    return d->event.type == YAML_STREAM_END_EVENT || bad(d, "unexpected extra content after value");
}

bool pl_fn__yamldecode(pl_call *call, pl_value *out)
{
    decoder d = { .call = call };
    pl_str text = pl_text__arg(call, 0);
    if (!pl_fn_charge(call, text.len))
        return false;
    if (!yaml_parser_initialize(&d.parser))
        return pl_fn_fail(call, "no memory for YAML");
    if (!text.len)
        text = PL_S("\n");
    yaml_parser_set_input_string(&d.parser, (const unsigned char *)text.ptr, text.len);
    yaml_parser_set_encoding(&d.parser, YAML_UTF8_ENCODING);
    bool ok = document_value(&d, out);
    yaml_event_delete(&d.event);
    yaml_parser_delete(&d.parser);
    pl_map_done(&d.names);
    pl_vec_done(&d.anchors);
    return ok;
}
