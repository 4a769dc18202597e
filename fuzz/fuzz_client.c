/* fuzz_client.c - whatever a client of the server sends is read without harm: actions, headers,
 * forms, tokens, sizes and networks. What is taken in says the same when it is read again. The
 * first byte chooses. */
#include "base/str.h"
#include "server/access.h"
#include "server/action.h"
#include "server/assets.h"
#include "server/fetch.h"
#include "server/login.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool claim)
{
    if (!claim)
        abort();
}

static void check_action(pl_str text, pl_arena *arena)
{
    pl_action a, again;

    if (!pl_action_parse(arena, text, &a))
        return;
    for (uint32_t i = 0; i < a.n_inputs; i++)
        require(a.inputs[i].json.len > 0);
    require(pl_action_parse(arena, text, &again) && again.kind == a.kind);
}

static void check_origin(pl_str text)
{
    pl_str origin = pl_str_split(&text, '\n');

    if (pl_origin_is_local(origin))
        require(pl_str_starts(origin, PL_S("http://")) || pl_str_starts(origin, PL_S("https://")));
    if (pl_origin_is_host(origin, text))
        require(text.len > 0 && origin.len > text.len);
    pl_host_is_local(text);
}

static void check_tokens(pl_str text)
{
    const char *why;
    pl_keys keys;

    if (!pl_keys_parse(text, &keys, &why)) {
        require(why != NULL);
        return;
    }
    for (uint32_t i = 0; i < keys.n; i++) {
        require(keys.list[i].text.len >= PL_TOKEN_MIN && pl_keys_have(&keys, keys.list[i].text));
        require(pl_keys_have_cookie(&keys, pl_str_make(keys.list[i].cookie, PL_COOKIE_SIZE)));
    }
    pl_keys_done(&keys);
}

static void check_numbers(pl_str text)
{
    uint64_t bytes, from, length;
    int64_t seconds;
    pl_cidr cidr;

    pl_size_parse(text, &bytes);
    if (pl_cidr_parse(text, &cidr))
        require(cidr.bits <= cidr.size * 8u);
    if (pl_range_parse(text, 1000, &from, &length) == PL_RANGE_PART)
        require(length > 0 && from + length <= 1000);
    pl_http_date_parse(text, &seconds);
    pl_header_lists(text, "gzip");
}

static void check_form(pl_str text, pl_arena *arena)
{
    pl_str to = pl_form_value(text, "to", arena), name;
    pl_fetch_form form;

    if (pl_login_is_local(to))
        require(to.ptr[0] == '/' && (to.len == 1 || (to.ptr[1] != '/' && to.ptr[1] != '\\')));
    if (pl_fetch_parse(text, &name, &form))
        require(name.len > 0 && name.len < text.len);
    pl_cookie_find(text, "pipelite");
    pl_bearer(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    pl_arena arena = { 0 };

    if (size == 0)
        return 0;
    pl_str text = pl_str_make(data + 1, size - 1);
    switch (data[0] % 5) {
    case 0: check_action(text, &arena); break;
    case 1: check_origin(text); break;
    case 2: check_tokens(text); break;
    case 3: check_numbers(text); break;
    case 4: check_form(text, &arena); break;
    }
    pl_arena_done(&arena);
    return 0;
}
