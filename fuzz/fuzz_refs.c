/* fuzz_refs.c - what git and users hand in: the output of `ls-remote`, arguments of `mod install`,
 * checksums. What is accepted cannot be taken for an option or a path, and prints as it reads. The
 * first byte chooses. */
#include "base/inside.h"
#include "base/str.h"
#include "mod/address.h"
#include "mod/name.h"
#include "mod/refs.h"
#include "mod/sums.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool claim)
{
    if (!claim)
        abort();
}

static void check_refs(pl_str text, pl_arena *arena)
{
    pl_git_refs refs;
    pl_require_mod want = { .wanted = PL_S("^1") };
    pl_constraint_parse(want.wanted, arena, &want.constraint);
    pl_refs_parse(text, arena, &refs);
    for (uint32_t i = 0; i < refs.n; i++) {
        require(pl_str_starts(refs.list[i].name, PL_S("refs/")));
        require(pl_mod_ref_sound(refs.list[i].name) && pl_mod_id_sound(refs.list[i].commit));
        require(refs.list[i].commit.len == 40 || refs.list[i].commit.len == 64);
        require(pl_refs_find(&refs, refs.list[i].name) <= &refs.list[i]);
    }
    const pl_ref *newest = pl_refs_newest(&refs, &want), *top = pl_refs_top(&refs);
    require(!newest || (top && pl_version_cmp(&top->version, &newest->version) >= 0));
}

/* What an address is taken for can be asked of git, and is taken for nothing else again. */
static void check_address(pl_str text, pl_arena *arena)
{
    pl_mod_address once, twice;
    if (!pl_mod_address_guess(text, arena, &once))
        return;
    require(!pl_mod_name_refusal(once.name) && pl_path_is_plain(once.name));
    pl_str whole = pl_arena_printf(arena, "%.*s%.*s", PL_FMT(once.name), PL_FMT(once.suffix));
    require(!pl_mod_address_guess(whole, arena, &twice) || !pl_str_eq(once.name, twice.name));
}

static void check_argument(pl_str text, pl_arena *arena)
{
    pl_mod_arg arg;
    check_address(text, arena);
    pl_mod_arg_parse(text, PL_S("/nowhere"), arena, &arg);
    if (arg.fault != PL_ARG_FINE || arg.by == PL_BY_PATH)
        return;
    require(!pl_mod_name_hostile(arg.name));
    if (pl_mod_name_refusal(arg.name))
        return;
    require(arg.name.ptr[0] != '-' && arg.name.ptr[0] != '/' && arg.name.ptr[0] != '.');
    require(!memmem(arg.name.ptr, arg.name.len, "/../", 4));
    require(!memmem(arg.name.ptr, arg.name.len, "@", 1));
}

static void check_sums(pl_str text, pl_arena *arena)
{
    pl_sums sums, again;
    pl_buf once = { 0 }, twice = { 0 };
    if (pl_sums_parse(text, arena, &sums)) {
        for (uint32_t i = 0; i < sums.n; i++)
            require(pl_path_is_plain(sums.list[i].dep_path));
        pl_sums_print(&sums, &once);
        require(pl_sums_parse(pl_buf_view(&once), arena, &again));
        pl_sums_print(&again, &twice);
        require(pl_str_eq(pl_buf_view(&once), pl_buf_view(&twice)));
    }
    pl_buf_done(&once);
    pl_buf_done(&twice);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    pl_arena arena = { 0 };
    if (size == 0)
        return 0;
    pl_str text = pl_str_make(data + 1, size - 1);
    if (data[0] == 'a')
        check_argument(text, &arena);
    else if (data[0] == 's')
        check_sums(text, &arena);
    else
        check_refs(text, &arena);
    pl_arena_done(&arena);
    return 0;
}
