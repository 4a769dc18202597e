/* note.h - lines of the log that operators read (serving.md 18).
 *
 * Sessions appear in them by small numbers. Values of inputs, tokens and connection strings never
 * appear. Threads: the loop thread. */
#ifndef PL_SERVER_NOTE_H
#define PL_SERVER_NOTE_H
#include "server/client.h"
#include <pipelite/rescan.h>

/* The server is ready: its addresses, its page, how many resources it lists, how long it took. */
void pl_log_ready(pl_server *server, uint32_t dashboards, uint32_t benchmarks);
void pl_note_stop(pl_server *server, int signal);
/* A request was refused. Also counts it in the metrics. */
void pl_note_refused(pl_server *server, const pl_request *request, pl_refusal refusal);
/* A token or TLS file cannot be used; the one before stays. */
void pl_note_unusable(pl_server *server, const char *message, pl_str file, pl_str why);
/* A search path was set on a connection behind a pooler: logged once. Called every second. */
void pl_note_poolers(pl_server *server);
/* A rescan has ended. `changes` NULL: the workspace cannot be opened as it is now. */
void pl_note_rescan(pl_server *server, const pl_changes *changes, uint64_t generation,
                    uint64_t took_ns, uint32_t problems);

void pl_note_slow(pl_client *client, uint64_t waited_ns);
void pl_note_run_started(pl_client *client, const pl_run_event *event);
void pl_note_run_ended(pl_client *client, const pl_run_event *event);
void pl_note_message_in(pl_client *client, pl_action_kind action, size_t bytes);
void pl_note_message_out(pl_client *client, pl_sent kind, uint64_t bytes);

#endif
