/* sanitize.c - the names of members and the patterns that count as secrets, and the replacement of
 * what matches them. */
#include "render/sanitize.h"
#include "base/assert.h"
#include "base/alloc.h"
#include "base/str.h"
#include "base/vec.h"
#include "hcl/re2.h"
#include "render/hints.h"
#include <stdlib.h>
#include <string.h>

/* ---- members by name: sorted */

static const char *const names[] = { "abuseipdb_api_key",
                                     "access_key",
                                     "access_token",
                                     "accesskey",
                                     "alert_api_key",
                                     "api_key",
                                     "api_token",
                                     "app_key",
                                     "aws_access_key_id",
                                     "aws_secret_access_key",
                                     "aws_session_token",
                                     "azure_client_id",
                                     "azure_client_secret",
                                     "azure_tenent_id",
                                     "bitbucket_password",
                                     "cert",
                                     "clickup_token",
                                     "client_id",
                                     "client_secret",
                                     "clientsecret",
                                     "cloud_token",
                                     "dd_client_api_key",
                                     "dd_client_app_key",
                                     "discord_token",
                                     "form_url",
                                     "freshdesk_api_key",
                                     "github_token",
                                     "gitlab_token",
                                     "incident_api_key",
                                     "ip2locationio_api_key",
                                     "ipstack_access_key",
                                     "jira_api_token",
                                     "jumpcloud_api_key",
                                     "okta_token",
                                     "openai_api_key",
                                     "opsgenie_alert_api_key",
                                     "opsgenie_incident_api_key",
                                     "pagerduty_token",
                                     "password",
                                     "pipes_token",
                                     "privatekey",
                                     "secret_key",
                                     "secretaccesskey",
                                     "secretkey",
                                     "secretvalue",
                                     "sendgrid_api_key",
                                     "servicenow_password",
                                     "sessiontoken",
                                     "slack_token",
                                     "smtp_password",
                                     "sourcerecord",
                                     "teams_access_token",
                                     "tenant_id",
                                     "token",
                                     "trello_api_key",
                                     "trello_token",
                                     "turbot_access_key",
                                     "turbot_secret_key",
                                     "uptimerobot_api_key",
                                     "urlscan_api_key",
                                     "vault_token",
                                     "vtcli_apikey",
                                     "zendesk_token" };

enum { LONGEST_NAME = 32 };

static int compare_name(const void *key, const void *row)
{
    return strcmp(key, *(const char *const *)row);
}

/* Does the name end with the last two letters of one in the list, in any case? Few others do. */
static bool ends_like_one(pl_str member)
{
    static const char ends[] = "eyenidetrtuerdrl";
    if (member.len < 2)
        return false;
    char a = (char)(member.ptr[member.len - 2] | 32), b = (char)(member.ptr[member.len - 1] | 32);
    for (size_t i = 0; i + 1 < sizeof ends; i += 2)
        if (ends[i] == a && ends[i + 1] == b)
            return true;
    return false;
}

bool pl_sanitizer_hides(pl_str member)
{
    char lower[LONGEST_NAME];
    if (member.len >= sizeof lower || !ends_like_one(member))
        return false;
    for (size_t i = 0; i < member.len; i++) {
        char c = member.ptr[i];
        lower[i] = (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
    }
    lower[member.len] = 0;
    return strlen(lower) == member.len &&
           bsearch(lower, names, sizeof names / sizeof *names, sizeof *names, compare_name) != NULL;
}

/* ---- patterns, each for texts with its hint, which hardly any text has */

static const struct {
    pl_hint hint;
    const char *pattern;
} patterns[] = {
    { PL_HINT_SENDGRID, "SG\\.[a-zA-Z0-9_-]{22}\\.[a-zA-Z0-9_-]{43}" },
    { PL_HINT_AZURE, "AccountKey=[a-zA-Z0-9+/=]{88}" },
    { PL_HINT_GITHUB, "(?m)(ghp|gho|ghu|ghs|ghr)_[A-Za-z0-9_]{36}" },
    { PL_HINT_AWS,
      "(?m)((AKIA|ABIA|ACCA|AGPA|AIDA|AIPA|ANPA|ANVA|APKA|AROA|ASCA|ASIA)[0-9A-Z]{16})" },
    { PL_HINT_URL, "(?m)([a-zA-Z0-9+-\\.]+://[^:/\\?#\\[\\]@!\\$&\\\\'\\(\\)\\*\\+,;=\\s]+:"
                   "[^:/\\?#\\[\\]@!\\$&\\\\'\\(\\)\\*\\+,;=\\s]+)@" },
    { PL_HINT_FACEBOOK, "(?m)EAACEdEose0cBA[0-9A-Za-z]+" },
    { PL_HINT_HEX,
      "(?m)[f\\|F][a\\|A][c\\|C][e\\|E][b\\|B][o\\|O][o\\|O][k\\|K].*['\\|\"][0-9a-f]{32}['\\|"
      "\"]" },
    { PL_HINT_HEX, "(?im)(facebook|fb)(.{0,20})?(?-i)['\\\"][0-9a-f]{32}" },
    { PL_HINT_GITHUB, "(?m)(ghu|ghs)_[0-9a-zA-Z]{36}" },
    { PL_HINT_GITHUB, "(?m)gho_[0-9a-zA-Z]{36}" },
    { PL_HINT_GITHUB, "(?m)ghr_[0-9a-zA-Z]{76}" },
    { PL_HINT_GOOGLE, "(?m)AIza[0-9A-Za-z\\\\-_]{35}" },
    { PL_HINT_JWT, "(?m)eyJ[A-Za-z0-9-_=]+\\.[A-Za-z0-9-_=]+\\.?[A-Za-z0-9-_.+/=]*" },
    { PL_HINT_LINKEDIN, "(?im)linkedin(.{0,20})?['\\\"][0-9a-z]{16}['\\\"]" },
    { PL_HINT_MAILCHIMP, "(?m)[0-9a-z]{32}-us[0-9]{1,2}" },
    { PL_HINT_MAILGUN, "(?m)key-[0-9a-zA-Z]{32}" },
    { PL_HINT_SLACK, "(?m)xox(?:a|b|p|o|s|r)-(?:\\d+-)+[a-z0-9A-X]+" },
    { PL_HINT_STRIPE, "(?m)(?:r|s)k_live_[0-9a-zA-Z]{24}" },
    { PL_HINT_TWILIO, "(?m)AC[a-z0-9]{32}" },
    { PL_HINT_TWILIO, "(?m)SK[a-z0-9]{32}" },
    { PL_HINT_TWITTER, "(?im)twitter(.{0,20})?['\\\"][0-9a-z]{35,44}" },
};

enum { PATTERNS = sizeof patterns / sizeof *patterns, SHORTEST = 8 };
#define PATTERN_MEMORY ((int64_t)8 << 20)

struct pl_sanitizer {
    pl_re2 *compiled[PATTERNS];
    void *scratch;
    PL_VEC(pl_re2_span) spans; /* matches in the text at hand */
    pl_buf clean;              /* the text without secrets */
};

pl_sanitizer *pl_sanitizer_new(void)
{
    pl_sanitizer *s = pl_mem_zalloc(sizeof *s);
    s->scratch = pl_mem_alloc(pl_re2_scratch(0) + 1);
    return s;
}

void pl_sanitizer_free(pl_sanitizer *s)
{
    if (!s)
        return;
    for (size_t i = 0; i < PATTERNS; i++)
        pl_re2_free(s->compiled[i]);
    pl_mem_free(s->scratch);
    pl_vec_done(&s->spans);
    pl_buf_done(&s->clean);
    pl_mem_free(s);
}

static void add_span(pl_sanitizer *s, pl_re2_span span)
{
    pl_vec_push(&s->spans, span);
}

/* Patterns are compiled when the first text needs them: most outputs never do. */
static void find_all(pl_sanitizer *s, size_t i, pl_str text)
{
    bool large;
    pl_re2_span span;
    size_t from = 0;
    if (!s->compiled[i])
        s->compiled[i] = pl_re2_new(pl_str_cstr(patterns[i].pattern), PATTERN_MEMORY, &large);
    while (s->compiled[i] && from < text.len &&
           pl_re2_match(s->compiled[i], text, from, &span, 0, s->scratch) &&
           span.end > span.start) {
        add_span(s, span);
        from = (size_t)span.end;
    }
}

static int by_start(const void *a, const void *b)
{
    const pl_re2_span *x = a, *y = b;
    return (x->start > y->start) - (x->start < y->start);
}

/* Overlapping matches count as one. */
static void put_redacted(pl_sanitizer *s, pl_str text, pl_buf *out)
{
    size_t at = 0;
    qsort(s->spans.at, s->spans.n, sizeof *s->spans.at, by_start);
    for (size_t i = 0; i < s->spans.n;) {
        int64_t start = s->spans.at[i].start, end = s->spans.at[i].end;
        for (i++; i < s->spans.n && s->spans.at[i].start < end; i++)
            end = s->spans.at[i].end > end ? s->spans.at[i].end : end;
        pl_buf_str(out, pl_str_sub(text, at, (size_t)start));
        pl_buf_cstr(out, "REDACTED");
        at = (size_t)end;
    }
    pl_buf_str(out, pl_str_sub(text, at, text.len));
}

bool pl_sanitizer_clean(pl_sanitizer *s, pl_buf *out, size_t from)
{
    pl_assert(from <= out->len);
    pl_str json = pl_str_sub(pl_buf_view(out), from, out->len);
    uint32_t hints = json.len < SHORTEST ? 0 : pl_find_hints(json);
    s->spans.n = 0;
    for (size_t i = 0; hints && i < PATTERNS; i++)
        if (hints >> patterns[i].hint & 1)
            find_all(s, i, json);
    if (!s->spans.n)
        return false;
    s->clean.len = 0;
    put_redacted(s, json, &s->clean);
    out->len = from;
    pl_buf_str(out, pl_buf_view(&s->clean));
    return true;
}
