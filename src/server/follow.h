/* follow.h - what happens when files change (serving.md 12, 13).
 *
 * The keeper steps the watch; what it finds becomes news for the loop thread, which announces it:
 * metadata, the list, and a new run for each client whose selection is affected.
 *
 * Threads: as said with each function. */
#ifndef PL_SERVER_FOLLOW_H
#define PL_SERVER_FOLLOW_H
#include "server/keeper.h"
#include "server/message_cache.h"
#include <pipelite/server.h>

/* Let the keeper begin to watch. The loop thread. */
void pl_follow_start(pl_server *server);
/* After the keeper has ended. */
void pl_follow_stop(pl_server *server);
/* Every other second: look whether connections of .ppc files have changed. The loop thread. */
void pl_follow_settings(pl_server *server);
/* Compare all files now, whether they are watched or not. The loop thread. */
void pl_follow_look(pl_server *server);

/* Go on with the announcement: clients were sent this item of the message cache. The loop
 * thread. */
void pl_follow_arrived(pl_server *server, pl_cached_message item);

/* For the keeper (pl_keeper_options). */
int pl_follow_descriptor(void *server);
uint64_t pl_follow_deadline(void *server);
void pl_follow_step(void *server);

#endif
