/* regex_class.c - names of Unicode classes, among them those that RE2 does not have. */
#include "base/ascii.h"
#include "base/str.h"
#include "hcl/regex.h"
#include <utf8proc.h>

/* Long names of categories. */
static const struct {
    const char *alias, *name;
} categories[] = {
    { "Cased_Letter", "LC" },
    { "Close_Punctuation", "Pe" },
    { "Combining_Mark", "M" },
    { "Connector_Punctuation", "Pc" },
    { "Control", "Cc" },
    { "Currency_Symbol", "Sc" },
    { "Dash_Punctuation", "Pd" },
    { "Decimal_Number", "Nd" },
    { "Enclosing_Mark", "Me" },
    { "Final_Punctuation", "Pf" },
    { "Format", "Cf" },
    { "Initial_Punctuation", "Pi" },
    { "Letter", "L" },
    { "Letter_Number", "Nl" },
    { "Line_Separator", "Zl" },
    { "Lowercase_Letter", "Ll" },
    { "Mark", "M" },
    { "Math_Symbol", "Sm" },
    { "Modifier_Letter", "Lm" },
    { "Modifier_Symbol", "Sk" },
    { "Nonspacing_Mark", "Mn" },
    { "Number", "N" },
    { "Open_Punctuation", "Ps" },
    { "Other", "C" },
    { "Other_Letter", "Lo" },
    { "Other_Number", "No" },
    { "Other_Punctuation", "Po" },
    { "Other_Symbol", "So" },
    { "Paragraph_Separator", "Zp" },
    { "Private_Use", "Co" },
    { "Punctuation", "P" },
    { "Separator", "Z" },
    { "Space_Separator", "Zs" },
    { "Spacing_Mark", "Mc" },
    { "Surrogate", "Cs" },
    { "Symbol", "S" },
    { "Titlecase_Letter", "Lt" },
    { "Unassigned", "Cn" },
    { "Uppercase_Letter", "Lu" },
    { "cntrl", "Cc" },
    { "digit", "Nd" },
    { "punct", "P" },
};

/* Categories and scripts that RE2 has under these names. */
static const char known[] =
    "Any Cc Cf Co Cs L Ll Lm Lo Lt Lu M Mc Me Mn N Nd Nl No P Pc Pd Pe Pf Pi Po Ps S Sc Sk Sm So "
    "Z Zl Zp Zs "
    "Adlam Ahom Anatolian_Hieroglyphs Arabic Armenian Avestan Balinese Bamum Bassa_Vah Batak "
    "Bengali Bhaiksuki Bopomofo Brahmi Braille Buginese Buhid Canadian_Aboriginal Carian "
    "Caucasian_Albanian Chakma Cham Cherokee Chorasmian Common Coptic Cuneiform Cypriot "
    "Cypro_Minoan Cyrillic Deseret Devanagari Dives_Akuru Dogra Duployan Egyptian_Hieroglyphs "
    "Elbasan Elymaic Ethiopic Georgian Glagolitic Gothic Grantha Greek Gujarati Gunjala_Gondi "
    "Gurmukhi Han Hangul Hanifi_Rohingya Hanunoo Hatran Hebrew Hiragana Imperial_Aramaic "
    "Inherited Inscriptional_Pahlavi Inscriptional_Parthian Javanese Kaithi Kannada Katakana "
    "Kayah_Li Kharoshthi Khitan_Small_Script Khmer Khojki Khudawadi Lao Latin Lepcha Limbu "
    "Linear_A Linear_B Lisu Lycian Lydian Mahajani Makasar Malayalam Mandaic Manichaean Marchen "
    "Masaram_Gondi Medefaidrin Meetei_Mayek Mende_Kikakui Meroitic_Cursive Meroitic_Hieroglyphs "
    "Miao Modi Mongolian Mro Multani Myanmar Nabataean Nandinagari New_Tai_Lue Newa Nko Nushu "
    "Nyiakeng_Puachue_Hmong Ogham Ol_Chiki Old_Hungarian Old_Italic Old_North_Arabian Old_Permic "
    "Old_Persian Old_Sogdian Old_South_Arabian Old_Turkic Old_Uyghur Oriya Osage Osmanya "
    "Pahawh_Hmong Palmyrene Pau_Cin_Hau Phags_Pa Phoenician Psalter_Pahlavi Rejang Runic "
    "Samaritan Saurashtra Sharada Shavian Siddham SignWriting Sinhala Sogdian Sora_Sompeng "
    "Soyombo Sundanese Syloti_Nagri Syriac Tagalog Tagbanwa Tai_Le Tai_Tham Tai_Viet Takri Tamil "
    "Tangsa Tangut Telugu Thaana Thai Tibetan Tifinagh Tirhuta Toto Ugaritic Vai Vithkuqi Wancho "
    "Warang_Citi Yezidi Yi Zanabazar_Square";

static bool is_separator(char c)
{
    return c == ' ' || c == '_' || c == '-';
}

/* Are the names equal without case, blanks, underscores and dashes (UTS #18)? */
static bool same_name(pl_str a, pl_str b)
{
    size_t i = 0, j = 0;
    for (;;) {
        while (i < a.len && is_separator(a.ptr[i]))
            i++;
        while (j < b.len && is_separator(b.ptr[j]))
            j++;
        if (i >= a.len || j >= b.len)
            return i >= a.len && j >= b.len;
        if (pl_to_lower(a.ptr[i++]) != pl_to_lower(b.ptr[j++]))
            return false;
    }
}

/* ---- classes as ranges */

typedef bool in_class(utf8proc_category_t category);

static bool is_cased(utf8proc_category_t c)
{
    return c == UTF8PROC_CATEGORY_LU || c == UTF8PROC_CATEGORY_LL || c == UTF8PROC_CATEGORY_LT;
}

static bool is_unassigned(utf8proc_category_t c)
{
    return c == UTF8PROC_CATEGORY_CN;
}

static bool is_assigned(utf8proc_category_t c)
{
    return c != UTF8PROC_CATEGORY_CN;
}

static bool is_other(utf8proc_category_t c)
{
    return c == UTF8PROC_CATEGORY_CN || c == UTF8PROC_CATEGORY_CC || c == UTF8PROC_CATEGORY_CF ||
           c == UTF8PROC_CATEGORY_CS || c == UTF8PROC_CATEGORY_CO;
}

static void put_range(pl_buf *out, utf8proc_int32_t from, utf8proc_int32_t to)
{
    pl_buf_printf(out, "\\x{%x}-\\x{%x}", (unsigned)from, (unsigned)to);
}

static void put_ranges(in_class *test, bool negated, pl_buf *out)
{
    utf8proc_int32_t from = -1;
    for (utf8proc_int32_t cp = 0; cp <= 0x10ffff; cp++) {
        bool in = test(utf8proc_category(cp)) != negated;
        if (in && from < 0)
            from = cp;
        if (!in && from >= 0) {
            put_range(out, from, cp - 1);
            from = -1;
        }
    }
    if (from >= 0)
        put_range(out, from, 0x10ffff);
}

/* Classes that are not categories of RE2. */
static const struct {
    const char *name;
    in_class *test;
} by_category[PL_REGEX_SPELLED] = {
    { "LC", is_cased },
    { "C", is_other },
    { "Cn", is_unassigned },
    { "Assigned", is_assigned },
};

static const struct {
    const char *name, *in, *out; /* its ranges as in brackets, and those of its complement */
} spelled[] = {
    { "ASCII", "\\x00-\\x7f", "\\x{80}-\\x{10ffff}" },
    /* Scripts that are newer than the tables of RE2. */
    { "Kawi", "\\x{11f00}-\\x{11f10}\\x{11f12}-\\x{11f3a}\\x{11f3e}-\\x{11f59}",
      "\\x00-\\x{11eff}\\x{11f11}\\x{11f3b}-\\x{11f3d}\\x{11f5a}-\\x{10ffff}" },
    { "Nag_Mundari", "\\x{1e4d0}-\\x{1e4f9}", "\\x00-\\x{1e4cf}\\x{1e4fa}-\\x{10ffff}" },
};

/* The ranges of a class that must be written as ranges; empty: it need not be. */
static pl_str ranges_of(pl_regex_syntax *syntax, pl_str name, bool negated)
{
    for (size_t i = 0; i < PL_COUNT(by_category); i++) {
        pl_buf *kept = &syntax->spelled[2 * i + negated];
        if (!same_name(name, pl_str_cstr(by_category[i].name)))
            continue;
        if (!kept->len)
            put_ranges(by_category[i].test, negated, kept);
        return pl_buf_view(kept);
    }
    for (size_t i = 0; i < PL_COUNT(spelled); i++)
        if (same_name(name, pl_str_cstr(spelled[i].name)))
            return pl_str_cstr(negated ? spelled[i].out : spelled[i].in);
    return PL_S("");
}

bool pl_regex__unicode_class(pl_regex_syntax *syntax, pl_str name, bool negated, bool inside)
{
    for (size_t i = 0; i < PL_COUNT(categories); i++)
        if (same_name(name, pl_str_cstr(categories[i].alias)))
            name = pl_str_cstr(categories[i].name);
    pl_str ranges = ranges_of(syntax, name, negated);
    if (ranges.len) {
        pl_buf_printf(&syntax->pattern, inside ? "%.*s" : "[%.*s]", PL_FMT(ranges));
        return true;
    }
    for (pl_str rest = pl_str_cstr(known); rest.ptr;) {
        pl_str each = pl_str_split(&rest, ' ');
        if (same_name(name, each)) {
            pl_buf_printf(&syntax->pattern, "\\%c{%.*s}", negated ? 'P' : 'p', PL_FMT(each));
            return true;
        }
    }
    return false;
}
