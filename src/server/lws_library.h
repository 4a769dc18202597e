/* lws_library.h - libwebsockets, its functions found at run time.
 *
 * The library is loaded when the first loop is opened, so that other commands of the program
 * never do. Only the files lws*.c know it.
 *
 * Private to the room. Threads: any; the table is read-only once it is loaded. */
#ifndef PL_SERVER_LWS_LIBRARY_H
#define PL_SERVER_LWS_LIBRARY_H
#include <libwebsockets.h>
#include <stddef.h>

#define PL_LWS_FUNCTIONS(X)                                                                        \
    X(lws_adopt_descriptor_vhost_via_info)                                                         \
    X(lws_callback_on_writable)                                                                    \
    X(lws_cancel_service)                                                                          \
    X(lws_close_reason)                                                                            \
    X(lws_context_destroy)                                                                         \
    X(lws_context_user)                                                                            \
    X(lws_create_context)                                                                          \
    X(lws_create_vhost)                                                                            \
    X(lws_frame_is_binary)                                                                         \
    X(lws_get_close_length)                                                                        \
    X(lws_get_close_payload)                                                                       \
    X(lws_get_context)                                                                             \
    X(lws_get_library_version)                                                                     \
    X(lws_get_opaque_user_data)                                                                    \
    X(lws_hdr_copy)                                                                                \
    X(lws_hdr_copy_fragment)                                                                       \
    X(lws_hdr_custom_copy)                                                                         \
    X(lws_hdr_custom_length)                                                                       \
    X(lws_hdr_fragment_length)                                                                     \
    X(lws_hdr_total_length)                                                                        \
    X(lws_http_get_uri_and_method)                                                                 \
    X(lws_http_transaction_completed)                                                              \
    X(lws_is_final_fragment)                                                                       \
    X(lws_is_first_fragment)                                                                       \
    X(lws_is_ssl)                                                                                  \
    X(lws_rx_flow_control)                                                                         \
    X(lws_send_pipe_choked)                                                                        \
    X(lws_service)                                                                                 \
    X(lws_set_log_level)                                                                           \
    X(lws_set_timeout)                                                                             \
    X(lws_sul_cancel)                                                                              \
    X(lws_sul_schedule)                                                                            \
    X(lws_tls_peer_cert_info)                                                                      \
    X(lws_vhost_destroy)                                                                           \
    X(lws_write)

#define PL_LWS_MEMBER(name) __typeof__(&name) name;
/* Callbacks of the library come with nothing from which its functions could be found. */
typedef struct pl_lws_functions {
    PL_LWS_FUNCTIONS(PL_LWS_MEMBER)
} pl_lws_functions;
#undef PL_LWS_MEMBER

extern pl_lws_functions pl_lws;

/* Load it, once. NULL when the table is filled in; else a text for people, static. */
const char *pl_lws_load(void);

#endif
