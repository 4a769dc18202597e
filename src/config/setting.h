/* setting.h - the contents of pl_settings, which the other files of the room fill.
 *
 * A setting is a key with at most one value per layer; the value of the highest layer that has one
 * is in force. All texts lie in the arena of the settings. */
#ifndef PL_CONFIG_SETTING_H
#define PL_CONFIG_SETTING_H
#include "base/arena.h"
#include "base/buf.h"
#include "base/map.h"
#include "base/oom.h"
#include "base/vec.h"
#include "config/connections.h"
#include <pipelite/config.h>
#include <stdatomic.h>

typedef struct pl_setting_value {
    uint8_t type; /* pl_setting_type */
    bool has, truth;
    int64_t number;
    pl_str text;
    pl_str *items; /* LIST */
    size_t n;
} pl_setting_value;

typedef struct pl_setting {
    pl_str key;
    pl_setting_value layer[PL_LAYER_COUNT];
} pl_setting;

struct pl_settings {
    pl_arena arena;
    PL_VEC(pl_setting) list;
    PL_VEC(pl_str) environment; /* NAME=value */
    const char *const *environ; /* the environment with a NULL last */
    PL_VEC(pl_str) warnings;    /* that pl_settings_load() reports */
    bool make_files;            /* as in the options */
    bool no_memory;             /* a call that cannot fail ran out of memory; the next reports it */
    pl_str directory, home;
    pl_str no_token;                      /* "Not authenticated ..." */
    pl_str mod_location;                  /* the value in force, absolute */
    pl_str pipes_dir;                     /* "pipes-install-dir" in force, absolute */
    PL_VEC(pl_str) config_dirs;           /* absolute, decreasing precedence */
    PL_VEC(pl_conn_settings) connections; /* declared, then implicit ones */
    pl_map connection_names;              /* "type.name" -> index */
    struct {                              /* follow.c */
        pl_settings *_Atomic newer;       /* read last; NULL: these are the newest */
        pl_settings *older;               /* read before that */
        atomic_uint_fast64_t epoch;       /* how often connections changed */
        uint64_t state;                   /* of folders and files; 0: not known */
        pl_buf files;                     /* paths that were read, each with a NUL */
    } followed;
};

/* The settings that were read last, whose connections are in force (follow.c). Borrowed from `s`;
 * any thread. */
const pl_settings *pl_settings__newest(const pl_settings *s);
/* load.c: remember which files were read, for follow.c. */
struct pl_ppc_set;
void pl_settings__note_files(pl_settings *s, const struct pl_ppc_set *set);

/* The value in force, or NULL. *layer (may be NULL) becomes its layer. */
const pl_setting_value *pl_setting__find(const pl_settings *s, pl_str key, pl_setting_layer *layer);
/* Store a value; what it points to must live as long as the arena. */
void pl_setting__put(pl_settings *s, pl_setting_layer layer, pl_str key,
                     const pl_setting_value *value);

/* End the memory scope of a public call that cannot fail. If memory ran out, the next call that can
 * fail reports it. */
void pl_settings__note(pl_settings *s, pl_oom_scope *scope);
/* End the memory scope of a public call that can fail. Returns `ok`, or false with an error if this
 * call, or an earlier one that could not report it, ran out of memory. */
bool pl_settings__end(pl_settings *s, pl_oom_scope *scope, bool ok, pl_diags *diags);

/* Parse a text by the rules of Go's strconv, which apply to the environment and to text values. */
bool pl_setting__parse_int(pl_str text, int64_t *out); /* optional sign, decimal digits */
bool pl_setting__parse_bool(pl_str text, bool *out);   /* 1 t T TRUE true True 0 f ... */

/* env.c: store the values of the environment in their layer. */
void pl_settings__read_environment(pl_settings *s);
/* error.c: set the heading of the errors in `diags` (NULL: none). Always false, so that callers can
 * return it. */
bool pl_settings__set_heading(pl_diags *diags, const char *heading);
/* error.c: report one error without a place. Always false. */
bool pl_settings__refuse(pl_diags *diags, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* sample.c: the text of the commented file that each configuration directory gets. Static. */
pl_str pl_config__sample(void);

#endif
