/* fuzz_lex.c - any bytes have a token list (hcl.md 8.5): it ascends, lies inside the
 * text, leaves out blanks only, and ends in EOF. The first byte chooses the mode. */
#include "base/diag.h"
#include "base/file.h"
#include "base/str.h"
#include "lex/lex.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool claim)
{
    if (!claim)
        abort();
}

static void check_tokens(pl_str text, const pl_tokens *tokens)
{
    size_t at = pl_str_starts(text, PL_S("\xef\xbb\xbf")) ? 3 : 0;
    require(tokens->list.n > 0);
    for (size_t i = 0; i < tokens->list.n; i++) {
        pl_token t = tokens->list.at[i];
        bool last = i + 1 == tokens->list.n;
        for (; at < t.start; at++)
            require(text.ptr[at] == ' ' || text.ptr[at] == '\t');
        require(at == t.start && t.end <= text.len && (t.kind == PL_T_EOF) == last);
        require((t.end == t.start) == last);
        at = t.end;
    }
    require(at == text.len);
}

/* Every literal decodes, or says why not. */
static void check_literals(pl_str text, const pl_tokens *tokens, pl_diags *diags)
{
    pl_buf out = { 0 };
    for (size_t i = 0; i < tokens->list.n; i++) {
        pl_token t = tokens->list.at[i];
        bool quoted = t.kind == PL_T_QUOTED_LIT;
        if (!quoted && t.kind != PL_T_STRING_LIT)
            continue;
        pl_str raw = pl_str_sub(text, t.start, t.end);
        size_t before = pl_diags_count(diags);
        out.len = 0;
        bool good = pl_string_decode(raw, quoted, t.start, &out, diags);
        require(good == (pl_diags_count(diags) == before));
        require(pl_string_plain(raw, quoted) == (good && pl_str_eq(raw, pl_buf_view(&out))));
    }
    pl_buf_done(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (!size)
        return 0;
    char *bytes = malloc(size - 1 + PL_VIEW_SLACK);
    memcpy(bytes, data + 1, size - 1);
    memset(bytes + size - 1, data[0], PL_VIEW_SLACK); /* whatever it is */
    pl_str text = { bytes, size - 1 };
    pl_tokens tokens = { 0 };
    pl_diags *diags = pl_diags_new();
    pl_lex(text, data[0] & 1 ? PL_LEX_TEMPLATE : PL_LEX_BODY, &tokens);
    check_tokens(text, &tokens);
    pl_diags_begin(diags, PL_S("fuzz.pp"), text);
    pl_lex_check(&tokens, text, diags);
    require((pl_diags_count(diags) > 0) == tokens.suspect);
    check_literals(text, &tokens, diags);
    pl_diags_end(diags);
    pl_diags_free(diags);
    pl_tokens_done(&tokens);
    free(bytes);
    return 0;
}
