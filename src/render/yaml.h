/* yaml.h - documents as YAML, in the layout and the colours of cli.md 2.5.
 *
 * Tokens go out one later than they come in: a plain text is coloured together with
 * the blanks after it, all else with those in front. Threads: one user. */
#ifndef PL_RENDER_YAML_H
#define PL_RENDER_YAML_H
#include "render/doc.h"

typedef struct pl_yaml {
    pl_buf *out; /* borrowed */
    pl_buf held; /* the last token with its blanks */
    const char *color;
    bool plain;         /* no colours */
    bool swallows;      /* it takes the blanks after it */
    bool own_break;     /* it is a block whose final line break is part of the text */
    pl_doc_drain drain; /* may be {0} */
    bool exact;         /* texts in quotes are escaped so that every parser reads them back */
    bool stopped;
} pl_yaml;

/* `{ .out = out }`, then elements of the outermost sequence, then done. False: `drain` returned
 * false. */
bool pl_yaml_element(pl_yaml *y, pl_doc *doc);
void pl_yaml_done(pl_yaml *y, uint32_t n_elements);

/* yaml_text.c: must `s` stand in quotes? */
bool pl_yaml__is_quoted(pl_str s);
/* Like pl_yaml__is_quoted(), but also true for text that some YAML 1.1 or 1.2 parser would not read
 * back as this string. */
bool pl_yaml__needs_quotes(pl_str s);
/* May a text with line breaks be written as a block? */
bool pl_yaml__may_be_block(pl_str s);
/* Append `s` in quotes, escaped so that every parser reads it back. */
void pl_yaml__quote(pl_buf *out, pl_str s);

#endif
