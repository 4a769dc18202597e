/* flagvalue.c - parsing the value of a flag: Go's literals, CSV records, words of a list. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "cli/args.h"

/* ---- bool and int */

bool pl_go_bool(pl_str text, bool *out)
{
    static const char *const words[] = { "1", "t", "T", "true",  "TRUE",  "True",
                                         "0", "f", "F", "false", "FALSE", "False" };

    for (size_t i = 0; i < 12; i++) {
        if (strlen(words[i]) == text.len && memcmp(words[i], text.ptr, text.len) == 0) {
            *out = i < 6;
            return true;
        }
    }
    return false;
}

static int digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'z' ? c - 'a' + 10 : 99;
}

/* The base that a literal begins with; *skip: bytes of its prefix. */
static int literal_base(pl_str text, size_t *skip)
{
    char c = text.len >= 3 ? (char)(text.ptr[1] | 0x20) : 0;

    *skip = 0;
    if (text.len == 0 || text.ptr[0] != '0')
        return 10;
    *skip = c == 'b' || c == 'o' || c == 'x' ? 2 : 1;
    return c == 'b' ? 2 : c == 'x' ? 16 : 8;
}

/* Is each underscore between two digits, or between the prefix and a digit? */
static bool underscores_fit(pl_str text)
{
    char c = text.len >= 2 && text.ptr[0] == '0' ? (char)(text.ptr[1] | 0x20) : 0;
    bool prefix = c == 'b' || c == 'o' || c == 'x', after_digit = prefix;

    for (size_t i = prefix ? 2 : 0; i < text.len; i++) {
        bool underscore = text.ptr[i] == '_';
        if (underscore && !after_digit)
            return false;
        after_digit = !underscore;
    }
    return after_digit;
}

/* The digits of `number` in its base. False: not a number, or with *in_range as in pl_go_int(). */
static bool magnitude(pl_str number, uint64_t *value, bool *in_range)
{
    bool underscores = false;
    size_t skip;
    int base = literal_base(number, &skip);

    assert(skip <= number.len);
    *value = 0;
    for (size_t i = skip; i < number.len; i++) {
        int d = digit(number.ptr[i]);
        if (number.ptr[i] == '_') {
            underscores = true;
            continue;
        }
        if (d >= base)
            return false;
        if (*value > (UINT64_MAX - (uint64_t)d) / (uint64_t)base) {
            *in_range = false;
            return false;
        }
        *value = *value * (uint64_t)base + (uint64_t)d;
    }
    return number.len > 0 && (!underscores || underscores_fit(number));
}

bool pl_go_int(pl_str text, int64_t *out, bool *in_range)
{
    bool negative = text.len > 0 && text.ptr[0] == '-';
    bool sign = negative || (text.len > 0 && text.ptr[0] == '+');
    uint64_t value;

    *in_range = true;
    if (!magnitude((pl_str){ text.ptr + sign, text.len - sign }, &value, in_range))
        return false;
    *in_range = value <= (uint64_t)INT64_MAX + negative;
    *out = (int64_t)(negative ? 0 - value : value);
    return *in_range;
}

static bool set_int(pl_given *given, pl_str text, bool plain, pl_output *why)
{
    bool in_range;

    if (pl_go_int(text, &given->number, &in_range))
        return true;
    if (plain) {
        pl_output_text(why, in_range ? "a whole number is expected" : "the number is too large");
        return false;
    }
    pl_output_text(why, "strconv.ParseInt: parsing ");
    pl_output_quote(why, text);
    pl_output_text(why, in_range ? ": invalid syntax" : ": value out of range");
    return false;
}

static bool set_bool(pl_given *given, pl_str text, bool plain, pl_output *why)
{
    if (pl_go_bool(text, &given->truth))
        return true;
    if (plain) {
        pl_output_text(why, "true or false is expected");
        return false;
    }
    pl_output_text(why, "strconv.ParseBool: parsing ");
    pl_output_quote(why, text);
    pl_output_text(why, ": invalid syntax");
    return false;
}

/* ---- enum */

static bool find_value(const char *values, pl_str text, pl_str *out)
{
    for (const char *at = values; *at;) {
        size_t n = strcspn(at, " ");
        if (n == text.len && strncasecmp(at, text.ptr, n) == 0) {
            *out = (pl_str){ at, n };
            return true;
        }
        at += n + (at[n] == ' ');
    }
    return false;
}

static void put_values(pl_output *why, const char *values)
{
    const char *comma = "must be ";

    for (const char *at = values; *at;) {
        size_t n = strcspn(at, " ");
        pl_output_format(why, "%s'%.*s'", comma, (int)n, at);
        comma = ", ";
        at += n + (at[n] == ' ');
    }
}

pl_nearest pl_cli_nearest(pl_str word)
{
    return pl_nearest_to(word, word.len < 4 ? 1 : 2);
}

/* List each value once: the recorded lists have some twice. */
static void put_plain(pl_output *list, const char *values, pl_nearest *nearest)
{
    for (const char *at = values, *last = ""; *at; at += strspn(at, " ")) {
        pl_str value = { at, strcspn(at, " ") };
        bool again = strncmp(last, at, value.len) == 0 && last[value.len] == ' ';
        if (!again) {
            pl_output_format(list, "%s%.*s", list->len ? ", " : "", PL_FMT(value));
            pl_nearest_offer(nearest, value);
        }
        last = at;
        at += value.len;
    }
}

static void refuse_plainly(const pl_flag *flag, pl_str text, pl_output *why)
{
    pl_nearest nearest = pl_nearest_to(text, 2);
    pl_output list = { 0 };

    put_plain(&list, flag->values, &nearest);
    put_plain(&list, flag->own, &nearest);
    if (nearest.best.len && nearest.distance < nearest.best.len)
        pl_output_format(why, "did you mean '%.*s'? ", PL_FMT(nearest.best));
    pl_output_text(why, "there are: ");
    pl_output_bytes(why, list.ptr, list.len);
    pl_output_done(&list);
}

static bool set_enum(const pl_flag *flag, pl_given *given, pl_str text, bool plain, pl_output *why)
{
    if (find_value(flag->values, text, &given->text) ||
        (plain && find_value(flag->own, text, &given->text)))
        return true;
    if (plain)
        refuse_plainly(flag, text, why);
    else
        put_values(why, flag->values);
    return false;
}

/* ---- lists */

static void add_item(pl_given *given, pl_str item)
{
    given->items = pl_cli_grow(given->items, (given->n_items + 1) * sizeof(*given->items));
    given->items[given->n_items++] = item;
}

/* The first record of a CSV text, read as Go's encoding/csv does. Fields are written to `to`,
 * which has room for the text. */
typedef struct record {
    const char *at, *end;
    char *to;
    unsigned first_line, line, column; /* of `at`, from 1; columns are bytes */
} record;

static bool at_line_end(const record *r)
{
    return r->at == r->end || *r->at == '\n';
}

static bool bad_record(const record *r, unsigned column, const char *what, pl_output *why)
{
    if (r->first_line != r->line)
        pl_output_format(why, "record on line %u; ", r->first_line);
    pl_output_format(why, "parse error on line %u, column %u: %s", r->line, column, what);
    return false;
}

static void take_items(record *r, size_t n)
{
    r->at += n;
    r->column += (unsigned)n;
}

static bool plain_field(record *r, pl_str *out, pl_output *why)
{
    out->ptr = r->to;
    while (!at_line_end(r) && *r->at != ',') {
        if (*r->at == '"')
            return bad_record(r, r->column, "bare \" in non-quoted-field", why);
        *r->to++ = *r->at;
        take_items(r, 1);
    }
    out->len = (size_t)(r->to - out->ptr);
    return true;
}

static bool quoted_field(record *r, pl_str *out, pl_output *why)
{
    static const char wrong[] = "extraneous or missing \" in quoted-field";

    out->ptr = r->to;
    for (take_items(r, 1); r->at < r->end;) {
        char c = *r->at;
        take_items(r, 1);
        if (c == '"' && (at_line_end(r) || *r->at == ',')) {
            out->len = (size_t)(r->to - out->ptr);
            return true;
        }
        if (c == '"' && *r->at != '"')
            return bad_record(r, r->column - 1, wrong, why);
        if (c == '"')
            take_items(r, 1);
        if (c == '\n' && r->at < r->end) {
            r->line++;
            r->column = 1;
        }
        *r->to++ = c;
    }
    return bad_record(r, r->column, wrong, why);
}

/* Turn CR LF into LF and drop a CR at the very end. Returns the new length. */
static size_t unify_line_ends(char *text, size_t len)
{
    size_t n = 0;

    for (size_t i = 0; i < len; i++)
        if (text[i] != '\r' || (i + 1 < len && text[i + 1] != '\n'))
            text[n++] = text[i];
    return n;
}

static bool add_record(pl_args *args, pl_given *given, pl_str text, pl_output *why)
{
    char *memory = pl_cli_grow(NULL, 2 * text.len + 1);
    record r = { .at = memory + text.len, .to = memory, .line = 1, .column = 1 };
    pl_str field;
    bool ok;

    args->fields = pl_cli_grow(args->fields, (args->n_fields + 1) * sizeof(*args->fields));
    args->fields[args->n_fields++] = memory;
    memcpy(memory + text.len, text.ptr, text.len);
    r.end = r.at + unify_line_ends(memory + text.len, text.len);
    for (; r.at < r.end && *r.at == '\n'; r.at++)
        r.line++;
    r.first_line = r.line;
    if (r.at == r.end) {
        pl_output_text(why, "EOF");
        return false;
    }
    do {
        ok = r.at < r.end && *r.at == '"' ? quoted_field(&r, &field, why)
                                          : plain_field(&r, &field, why);
        if (ok)
            add_item(given, field);
        if (!ok || at_line_end(&r))
            return ok;
        take_items(&r, 1);
    } while (true);
}

/* ---- all types */

bool pl_flag_set(pl_args *args, int flag, pl_str text, pl_output *why)
{
    pl_given *given = &args->given[flag];
    bool plain = args->manners && args->manners->short_usage;

    assert(flag >= 0 && flag < PL_FLAG_COUNT);
    given->given = true;
    switch (pl_flags[flag].type) {
    case PL_FLAG_BOOL: return set_bool(given, text, plain, why);
    case PL_FLAG_INT: return set_int(given, text, plain, why);
    case PL_FLAG_ENUM: return set_enum(&pl_flags[flag], given, text, plain, why);
    case PL_FLAG_ARRAY: add_item(given, text); return true;
    case PL_FLAG_SLICE: return text.len == 0 || add_record(args, given, text, why);
    default: given->text = text; return true;
    }
}
