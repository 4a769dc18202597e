/* secure.h - TLS for connections, by OpenSSL 3, which is found at run time.
 *
 * OpenSSL is loaded when the first certificate is: programs that serve none never have it in their
 * process. Its verdict on a client's certificate is OpenSSL's own; nothing here overrules it.
 *
 * Threads: the one that runs the loop; loading, any. */
#ifndef PL_SERVER_SECURE_H
#define PL_SERVER_SECURE_H
#include <stdbool.h>
#include <sys/types.h>

#include "base/buf.h"
#include "server/loop.h"

typedef struct pl_certificates pl_certificates;
typedef struct pl_tls pl_tls;

/* Owned; pl_certificates_free(). NULL with a text for people in `error`. */
pl_certificates *pl_certificates_load(const pl_tls_files *files, pl_buf *error);
/* Existing connections keep their certificates. NULL is fine. */
void pl_certificates_free(pl_certificates *certificates);

/* Begin TLS on an accepted socket, which is borrowed. Owned; pl_tls_free(). NULL: out of memory. */
pl_tls *pl_tls_new(const pl_certificates *certificates, int fd);
void pl_tls_free(pl_tls *tls); /* NULL is fine */

/* As in wire.h, WRITES included; `accept` returns 1 when the handshake is done. */
ssize_t pl_tls_accept(pl_tls *tls);
ssize_t pl_tls_read(pl_tls *tls, void *to, size_t n);
ssize_t pl_tls_write(pl_tls *tls, const void *from, size_t n);
/* Send nothing more. */
void pl_tls_shut(pl_tls *tls);
/* Did the client show a certificate of the authority, valid and for clients? */
bool pl_tls_is_certified(const pl_tls *tls);

#endif
