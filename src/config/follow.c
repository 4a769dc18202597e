/* follow.c - connections of .ppc files that changed while a program runs.
 *
 *     settings --newer--> the settings that were read last --older--> ... --older--> NULL
 *
 * Each reading is a pl_settings of its own, of which only the connections are used. Earlier ones
 * stay until the settings are freed, because texts of them are in use. Readers take the newest
 * one once per call, so they need no lock. */
#include "base/diag.h"
#include "base/cast.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/str.h"
#include "config/files.h"
#include "config/setting.h"
#include "config/workspaces.h"

/* ---- has anything changed? */

static uint64_t mix_stamp(uint64_t key, const char *path)
{
    pl_stamp stamp = { 0 };
    bool is_dir;

    pl_file_stat(path, &stamp, &is_dir);
    key = pl_hash_mix(key, stamp.size ^ stamp.inode ^ stamp.device);
    return pl_hash_mix(key, (uint64_t)stamp.mtime_ns ^ (uint64_t)stamp.ctime_ns);
}

/* A hash of the state (times, sizes) of the config folders and of the files that were read: it
 * changes when a name comes or goes, or a file is written. */
static uint64_t state_of(const pl_settings *s)
{
    pl_str files = pl_buf_view(&s->followed.files);
    uint64_t key = 1;

    for (size_t i = 0; i < s->config_dirs.n; i++)
        key = mix_stamp(key, s->config_dirs.at[i].ptr);
    while (files.len)
        key = mix_stamp(key, pl_str_split(&files, 0).ptr);
    return key;
}

static uint64_t mix_list(uint64_t key, const pl_str *list, size_t n)
{
    key = pl_hash_mix(key, n);
    for (size_t i = 0; i < n; i++)
        key = pl_hash_mix(key, pl_hash_str(list[i]));
    return key;
}

static uint64_t connection_key(uint64_t key, const pl_conn_settings *c)
{
    const pl_str texts[] = { c->pub.type,   c->pub.name, c->pub.url,   c->db,
                             c->username,   c->host,     c->password,  c->sslmode,
                             c->file_name,  c->from,     c->to,        c->user,
                             c->cloud_host, c->org,      c->workspace, c->connection };

    key = mix_list(key, texts, PL_COUNT(texts));
    key = mix_list(key, c->pub.search_path, c->pub.n_search_path);
    key = mix_list(key, c->pub.search_path_prefix, c->pub.n_search_path_prefix);
    key = mix_list(key, c->indexes, c->n_indexes);
    key = mix_list(key, c->partitions, c->n_partitions);
    return pl_hash_mix(key, (uint64_t)c->port ^ (uint64_t)c->ttl << 20 ^ (uint64_t)c->pipes << 50);
}

static uint64_t connections_key(const pl_settings *s)
{
    uint64_t key = s->connections.n;

    for (size_t i = 0; i < s->connections.n; i++)
        key = connection_key(key, &s->connections.at[i]);
    return key;
}

/* ---- reading again */

static pl_settings *read_again(pl_settings *s, pl_diags *diags)
{
    pl_settings_options options = { .directory = s->directory,
                                    .home = s->home,
                                    .environment = s->environ };
    pl_settings *fresh = pl_settings_new(&options);
    pl_profiles profiles = { 0 };
    pl_ppc_set set = { 0 };
    bool place, ok;

    if (!fresh)
        return NULL;
    fresh->mod_location = s->mod_location;
    for (size_t i = 0; i < s->config_dirs.n; i++)
        pl_vec_push(&fresh->config_dirs, s->config_dirs.at[i]);
    ok = pl_ppc__read(&set, s->config_dirs.at, s->config_dirs.n, &place, diags);
    pl_settings__note_files(s, &set);
    ok = ok && pl_profiles__read(&profiles, &set, fresh, diags) &&
         pl_connections__read(fresh, &set, diags);
    pl_profiles__done(&profiles);
    pl_ppc__done(&set);
    if (ok)
        return fresh;
    pl_settings_free(fresh);
    return NULL;
}

static pl_following follow_files(pl_settings *s, pl_diags *diags)
{
    uint64_t state = state_of(s);
    pl_settings *fresh;

    if (state == s->followed.state)
        return PL_FOLLOWING_SAME;
    s->followed.state = state;
    fresh = read_again(s, diags);
    if (!fresh)
        return PL_FOLLOWING_BROKEN;
    if (connections_key(fresh) == connections_key(pl_settings__newest(s))) {
        pl_settings_free(fresh);
        return PL_FOLLOWING_SAME;
    }
    fresh->followed.older = atomic_load(&s->followed.newer);
    atomic_store(&s->followed.newer, fresh);
    atomic_fetch_add(&s->followed.epoch, 1);
    return PL_FOLLOWING_CHANGED;
}

/* Casting `const` away is sound: all settings come from pl_settings_new(). */
pl_following pl_settings_follow(const pl_settings *s, pl_diags *diags)
{
    PL_OWN_DIAGS(diags);
    pl_following outcome;
    pl_oom_scope scope;

    if (pl_diag_nothing(diags, s, "settings"))
        return PL_FOLLOWING_BROKEN;
    if (!s->config_dirs.n)
        return PL_FOLLOWING_SAME;
    pl_oom_begin(&scope);
    outcome = follow_files(pl_unconst(s), diags);
    return pl_oom_end_reported(&scope, diags) ? PL_FOLLOWING_BROKEN : outcome;
}
