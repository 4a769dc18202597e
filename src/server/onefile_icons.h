/* onefile_icons.h - the icons that a snapshot names, for the single file.
 * Threads: one per set of names. */
#ifndef PL_SERVER_ONEFILE_ICONS_H
#define PL_SERVER_ONEFILE_ICONS_H
#include "base/buf.h"

/* The state of the scan of the JSON: before a member "icon", after its name, in its value. */
typedef enum pl_icons_state { PL_ICONS_KEY, PL_ICONS_COLON, PL_ICONS_VALUE } pl_icons_state;

enum { PL_ICONS_NAME = 64, PL_ICONS_MOST = 400 };

typedef struct pl_icons { /* {0} is valid */
    pl_icons_state state;
    size_t matched; /* bytes of the key so far */
    char name[PL_ICONS_NAME];
    size_t n_name;
    pl_buf names; /* each once, followed by a NUL; at most PL_ICONS_MOST */
    size_t n_names;
} pl_icons;

void pl_icons_done(pl_icons *icons);
/* Scan the next bytes of a snapshot for names of icons. */
void pl_icons_look(pl_icons *icons, pl_str json);
/* Append {"heroicons":{"outline/home":"M..."},"symbols":{...}} with those that there are; nothing
 * when there are none. */
void pl_icons_write(const pl_icons *icons, pl_buf *out);

#endif
