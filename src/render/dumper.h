/* dumper.h - what the two files of a dump share: dump.c writes what is in the
 * index, dump_values.c the results of evaluation. Private to the room. */
#ifndef PL_RENDER_DUMPER_H
#define PL_RENDER_DUMPER_H
#include "base/jsonw.h"
#include "load/load.h"
#include "render/dump_source.h"
#include "render/resource.h"

typedef struct pl_dumper {
    const pl_index *ix;
    const pl_ix_entry *entries;
    const pl_dump_text *texts; /* NULL when everything is evaluated */
    pl_resource_view *view;    /* NULL when nothing is */
    bool show;                 /* with the text of `show` */
    pl_jsonw *w;
    pl_buf name;
} pl_dumper;

/* Members that need evaluation; those of a resource that fails are null. */
void pl_dump__values(pl_dumper *d, pl_entry_id id);

/* Fingerprint of a text. */
void pl_dump__print_of(pl_str s, pl_dump_print *out);
/* Members `what`_length and `what`_sha256; nulls without `print`. */
void pl_dump__print(pl_dumper *d, const char *what, const pl_dump_print *print);
/* Full name of `id`, or null. */
void pl_dump__name(pl_dumper *d, const char *key, pl_entry_id id);

#endif
