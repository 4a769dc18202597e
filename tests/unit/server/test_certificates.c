/* Certificates that are changed while connections are open. */
#include "unit/server/echo.h"
#include "server/loop_state.h"

/* A pair of files, by the program that everybody has; false when this machine has not. */
static bool certify(const char *cert, const char *key)
{
    char command[1024];

    snprintf(command, sizeof command,
             "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout %s "
             "-out %s -days 2 -subj /CN=localhost >/dev/null 2>&1",
             key, cert);
    return system(command) == 0;
}

/* Plain bytes on a port of TLS: they are enough to hold a connection. */
static int hold(echo *e)
{
    int pair[2];

    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), 0);
    assert_true(pl_loop_adopt(e->loop, pair[1], PL_REACH_NETWORK, true));
    return pair[0];
}

TEST(certificates_go_with_their_last_connection)
{
    char cert[512], key[512];
    pl_tls_files files = { .cert = cert, .key = key };
    pl_buf error = { 0 };
    echo e;
    int old;

    snprintf(cert, sizeof cert, "%s/cert.pem", pl_test_dir());
    snprintf(key, sizeof key, "%s/key.pem", pl_test_dir());
    if (!certify(cert, key)) {
        print_message("skipped: openssl is not installed\n");
        return;
    }
    echo_begin(&e);
    assert_true(pl_loop_set_tls(e.loop, &files, &error));
    old = hold(&e);
    turn(&e);
    for (int i = 0; i < 20; i++) {
        assert_true(pl_loop_set_tls(e.loop, &files, &error));
        turn(&e);
    }
    CHECK_INT(e.closed, 0, "the connection goes on");
    close(old);
    talk_until_closed(&e);
    files.cert = "/nowhere.pem";
    CHECK(!pl_loop_set_tls(e.loop, &files, &error) && e.loop->certificates,
          "a bad file changes nothing");
    CHECK(strstr(error.ptr, "/nowhere.pem") != NULL, "and is named");
    echo_end(&e);
    pl_buf_done(&error);
}

TEST(a_loop_ends_with_connections_of_old_certificates)
{
    char cert[512], key[512];
    pl_tls_files files = { .cert = cert, .key = key };
    pl_buf error = { 0 };
    echo e;
    int old;

    snprintf(cert, sizeof cert, "%s/cert2.pem", pl_test_dir());
    snprintf(key, sizeof key, "%s/key2.pem", pl_test_dir());
    if (!certify(cert, key))
        return;
    echo_begin(&e);
    assert_true(pl_loop_set_tls(e.loop, &files, &error));
    old = hold(&e);
    assert_true(pl_loop_set_tls(e.loop, &files, &error));
    echo_end(&e);
    CHECK_INT(e.closed, 1, "it was told");
    close(old);
    pl_buf_done(&error);
}
