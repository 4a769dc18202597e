/* value.h - connections as values of the language (mod-language.md 11.2): what
 * `connection.type.name` is in an expression.
 *
 * An object: `resource_type` "connection", `type`, `short_name`, `name`, the attributes of
 * its type as they were given (null when not), `connection_string` as it counts, `env`,
 * `pipes`, `ttl` and where it is declared.
 * Threads: readers of settings that are loaded. */
#ifndef PL_CONFIG_VALUE_H
#define PL_CONFIG_VALUE_H
#include "value/value.h"
#include <pipelite/config.h>

/* Of a connection that is declared or implicit; false when there is none. In `arena`. */
bool pl_connection_value(const pl_settings *s, pl_str type, pl_str name, pl_arena *arena,
                         pl_value *out);
/* A connection without a declaration, called command_arg; false when `text` is neither a
 * connection string nor a Pipes handle. */
bool pl_connection_from_string(pl_str text, pl_arena *arena, pl_value *out);
/* "postgres", "sqlite", ...; static. */
const pl_str *pl_connection_types(uint32_t *n);

#endif
