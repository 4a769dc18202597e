/* fuzz_config.c - bytes as a .ppc file: profiles, connections and their dump.
 *
 * The file is what it would be on disk; the first byte of the input chooses how
 * many directories see it, so that replacing and inheriting across them run, too. */
#include "base/diag.h"
#include "base/str.h"
#include "config/connections.h"
#include "config/files.h"
#include "config/workspaces.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void use(pl_settings *s, const pl_profiles *profiles)
{
    pl_connection conn;
    for (size_t i = 0; i < profiles->list.n; i++)
        pl_profile__apply(&profiles->list.at[i], PL_LAYER_PROFILE, s);
    for (size_t i = 0; i < pl_settings_connections(s); i++)
        pl_settings_connection(s, i, &conn);
    pl_settings_dump(s, PL_DUMP_TEXT);
    pl_settings_dump(s, PL_DUMP_JSON);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (!size || size > PL_PPC_MAX)
        return 0;
    static const char *const env[] = { "HOME=/h", "DUCKDB_FILENAME=d", NULL };
    pl_settings *s = pl_settings_new(&(pl_settings_options){ .environment = env });
    pl_diags *diags = pl_diags_new();
    pl_ppc_set set = { 0 };
    pl_profiles profiles = { 0 };
    pl_str text = { (const char *)data + 1, size - 1 };
    for (size_t dir = 1 + data[0] % 2; dir-- > 0;)
        pl_ppc__add(&set, PL_S("/c/x.ppc"), text, dir, diags);
    if (pl_diags_errors(diags) == 0 && pl_ppc__check(&set, diags)) {
        pl_profiles__read(&profiles, &set, s, diags);
        pl_connections__read(s, &set, diags);
        use(s, &profiles);
    }
    pl_settings__set_heading(diags, "Internal Error: Failed to load config");
    pl_profiles__done(&profiles);
    pl_ppc__done(&set);
    pl_diags_free(diags);
    pl_settings_free(s);
    return 0;
}
