/* value.h - connections as values of the language, which `connection.type.name` has in an
 * expression (mod-language.md 11.2).
 *
 * The value is an object: `resource_type` "connection", `type`, `short_name`, `name`, the
 * attributes of its type as they were given (null if not), the `connection_string` in force, `env`,
 * `pipes`, `ttl` and the place of its declaration. Threads: any number may read loaded settings. */
#ifndef PL_CONFIG_VALUE_H
#define PL_CONFIG_VALUE_H
#include "value/value.h"
#include <pipelite/config.h>

/* The value of a declared or implicit connection, in `arena`; false if no such connection exists.
 */
bool pl_connection_value(const pl_settings *s, pl_str type, pl_str name, pl_arena *arena,
                         pl_value *out);
/* The value of an undeclared connection, which is called command_arg; false if `text` is neither a
 * connection string nor a Pipes handle. */
bool pl_connection_from_string(pl_str text, pl_arena *arena, pl_value *out);
/* The types of connections: "postgres", "sqlite", ...; static. */
const pl_str *pl_connection_types(uint32_t *n);

#endif
