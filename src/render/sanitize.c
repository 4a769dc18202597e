#include "render/sanitize.h"
#include "base/alloc.h"
#include "base/str.h"
#include "hcl/re2.h"
#include <stdlib.h>
#include <string.h>

/* ---- members by name: sorted */

static const char *const names[] = {
    "abuseipdb_api_key",
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
    "zendesk_token",
};

enum { LONGEST_NAME = 32 };

static int compare_name(const void *key, const void *row)
{
    return strcmp(key, *(const char *const *)row);
}

bool pl_sanitizer_hides(pl_str member)
{
    char lower[LONGEST_NAME];
    if (member.len >= sizeof lower)
        return false;
    for (size_t i = 0; i < member.len; i++) {
        char c = member.ptr[i];
        lower[i] = (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
    }
    lower[member.len] = 0;
    return strlen(lower) == member.len &&
           bsearch(lower, names, sizeof names / sizeof *names, sizeof *names, compare_name) != NULL;
}

/* ---- patterns. `hint` is in every match, in these letters or, with `fold`, in any: most
 * texts are through when they hold none. */

static const struct {
    const char *hint;
    bool fold;
    const char *pattern;
} patterns[] = {
    { "SG.", false, "SG\\.[a-zA-Z0-9_-]{22}\\.[a-zA-Z0-9_-]{43}" },
    { "AccountKey=", false, "AccountKey=[a-zA-Z0-9+/=]{88}" },
    { "gh", false, "(?m)(ghp|gho|ghu|ghs|ghr)_[A-Za-z0-9_]{36}" },
    { "A", false,
      "(?m)((AKIA|ABIA|ACCA|AGPA|AIDA|AIPA|ANPA|ANVA|APKA|AROA|ASCA|ASIA)[0-9A-Z]{16})" },
    { "://", false,
      "(?m)([a-zA-Z0-9+-\\.]+://[^:/\\?#\\[\\]@!\\$&\\\\'\\(\\)\\*\\+,;=\\s]+:"
      "[^:/\\?#\\[\\]@!\\$&\\\\'\\(\\)\\*\\+,;=\\s]+)@" },
    { "EAACEdEose0cBA", false, "(?m)EAACEdEose0cBA[0-9A-Za-z]+" },
    { "", false,
      "(?m)[f\\|F][a\\|A][c\\|C][e\\|E][b\\|B][o\\|O][o\\|O][k\\|K].*['\\|\"][0-9a-f]{32}['\\|"
      "\"]" },
    { "f", true, "(?im)(facebook|fb)(.{0,20})?(?-i)['\\\"][0-9a-f]{32}" },
    { "gh", false, "(?m)(ghu|ghs)_[0-9a-zA-Z]{36}" },
    { "gho_", false, "(?m)gho_[0-9a-zA-Z]{36}" },
    { "ghr_", false, "(?m)ghr_[0-9a-zA-Z]{76}" },
    { "AIza", false, "(?m)AIza[0-9A-Za-z\\\\-_]{35}" },
    { "eyJ", false, "(?m)eyJ[A-Za-z0-9-_=]+\\.[A-Za-z0-9-_=]+\\.?[A-Za-z0-9-_.+/=]*" },
    { "linkedin", true, "(?im)linkedin(.{0,20})?['\\\"][0-9a-z]{16}['\\\"]" },
    { "-us", false, "(?m)[0-9a-z]{32}-us[0-9]{1,2}" },
    { "key-", false, "(?m)key-[0-9a-zA-Z]{32}" },
    { "xox", false, "(?m)xox(?:a|b|p|o|s|r)-(?:\\d+-)+[a-z0-9A-X]+" },
    { "k_live_", false, "(?m)(?:r|s)k_live_[0-9a-zA-Z]{24}" },
    { "AC", false, "(?m)AC[a-z0-9]{32}" },
    { "SK", false, "(?m)SK[a-z0-9]{32}" },
    { "twitter", true, "(?im)twitter(.{0,20})?['\\\"][0-9a-z]{35,44}" },
};

enum { PATTERNS = sizeof patterns / sizeof *patterns, SHORTEST = 8 };
#define PATTERN_MEMORY ((int64_t)8 << 20)

struct pl_sanitizer {
    pl_re2 *compiled[PATTERNS];
    void *scratch;
    pl_re2_span *spans; /* of the text at hand */
    size_t n, cap;
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
    pl_mem_free(s->spans);
    pl_mem_free(s);
}

static bool has_hint(pl_str text, size_t i)
{
    const char *hint = patterns[i].hint;
    if (!*hint) /* the pattern that begins with any f, F or | and so on */
        return memchr(text.ptr, '\'', text.len) || memchr(text.ptr, '|', text.len) ||
               memchr(text.ptr, '"', text.len);
    if (!patterns[i].fold)
        return memmem(text.ptr, text.len, hint, strlen(hint)) != NULL;
    size_t len = strlen(hint);
    for (size_t at = 0; at + len <= text.len; at++)
        if (strncasecmp(text.ptr + at, hint, len) == 0)
            return true;
    return false;
}

static void add_span(pl_sanitizer *s, pl_re2_span span)
{
    if (s->n == s->cap) {
        s->cap = s->cap ? 2 * s->cap : 8;
        s->spans = pl_mem_realloc(s->spans, s->cap * sizeof *s->spans);
    }
    s->spans[s->n++] = span;
}

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

/* Matches that overlap are one. */
static void put_redacted(pl_sanitizer *s, pl_str text, pl_buf *out)
{
    size_t at = 0;
    qsort(s->spans, s->n, sizeof *s->spans, by_start);
    for (size_t i = 0; i < s->n;) {
        int64_t start = s->spans[i].start, end = s->spans[i].end;
        for (i++; i < s->n && s->spans[i].start < end; i++)
            end = s->spans[i].end > end ? s->spans[i].end : end;
        pl_buf_str(out, pl_str_sub(text, at, (size_t)start));
        pl_buf_cstr(out, "REDACTED");
        at = (size_t)end;
    }
    pl_buf_str(out, pl_str_sub(text, at, text.len));
}

void pl_sanitizer_put(pl_sanitizer *s, pl_str json, pl_buf *out)
{
    s->n = 0;
    for (size_t i = 0; json.len >= SHORTEST && i < PATTERNS; i++)
        if (has_hint(json, i))
            find_all(s, i, json);
    if (s->n)
        put_redacted(s, json, out);
    else
        pl_buf_str(out, json);
}
