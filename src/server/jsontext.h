/* jsontext.h - a parsed JSON value as text again.
 *
 * Threads: pure. */
#ifndef PL_SERVER_JSONTEXT_H
#define PL_SERVER_JSONTEXT_H
#include "base/jsonw.h"
#include "value/json.h"

enum { PL_JSON_TEXT_DEPTH = 64 };

/* Numbers keep their text. False when it is nested more deeply than PL_JSON_TEXT_DEPTH; then what
 * was written is not whole. */
bool pl_json_put(pl_jsonw *w, const pl_json *value);

#endif
