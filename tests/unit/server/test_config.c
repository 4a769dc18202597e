#include "unit/test.h"
#include "base/str.h"
#include "server/config.h"

static const struct {
    const char *what, *text;
    bool right;
    uint64_t bytes;
} sizes[] = {
    { "digits are bytes", "4096", true, 4096 },
    { "K is 1,024", "4K", true, 4096 },
    { "KiB is the same", "4KiB", true, 4096 },
    { "M", "3M", true, 3 << 20 },
    { "MiB", "1MiB", true, 1 << 20 },
    { "G", "2G", true, (uint64_t)2 << 30 },
    { "GiB", "2GiB", true, (uint64_t)2 << 30 },
    { "nothing", "", false, 0 },
    { "a unit alone", "MiB", false, 0 },
    { "another unit", "4MB", false, 0 },
    { "small letters are no unit", "4k", false, 0 },
    { "a sign", "-1", false, 0 },
    { "a fraction", "1.5M", false, 0 },
    { "a blank", "4 K", false, 0 },
    { "more than any memory", "99999999999G", false, 0 },
    { "more than a number", "99999999999999999999999", false, 0 },
};

TEST(sizes_are_digits_and_a_unit)
{
    for (size_t i = 0; i < PL_COUNT(sizes); i++) {
        uint64_t got = 0;
        bool right = pl_size_parse(pl_str_cstr(sizes[i].text), &got);

        CHECK(right == sizes[i].right, sizes[i].what);
        CHECK(!right || got == sizes[i].bytes, sizes[i].what);
    }
}

static const struct {
    const char *what, *network, *address;
    bool right, holds;
} networks[] = {
    { "an address is itself", "10.1.2.3", "10.1.2.3", true, true },
    { "and no other", "10.1.2.3", "10.1.2.4", true, false },
    { "the first bits count", "10.0.0.0/8", "10.255.0.1", true, true },
    { "others do not", "10.0.0.0/8", "11.0.0.1", true, false },
    { "bits within a byte", "192.168.16.0/20", "192.168.31.9", true, true },
    { "the next one is outside", "192.168.16.0/20", "192.168.32.1", true, false },
    { "no bits hold everything", "0.0.0.0/0", "8.8.8.8", true, true },
    { "but nothing of the other family", "0.0.0.0/0", "::1", true, false },
    { "IPv6", "fd00::/8", "fd12:3456::1", true, true },
    { "outside of it", "fd00::/8", "fe80::1", true, false },
    { "IPv4 in IPv6 is IPv4", "10.0.0.0/8", "::ffff:10.1.1.1", true, true },
    { "the whole address", "::1/128", "::1", true, true },
    { "too many bits", "10.0.0.0/33", "", false, false },
    { "no bits behind the slash", "10.0.0.0/", "", false, false },
    { "a name", "localhost", "", false, false },
    { "nothing", "", "", false, false },
    { "an address that is none", "10.0.0.0/8", "10.0.0", true, false },
    { "no address, as of a Unix socket", "0.0.0.0/0", "", true, false },
};

TEST(networks_hold_addresses)
{
    for (size_t i = 0; i < PL_COUNT(networks); i++) {
        pl_cidr cidr;
        bool right = pl_cidr_parse(pl_str_cstr(networks[i].network), &cidr);

        CHECK(right == networks[i].right, networks[i].what);
        if (right)
            CHECK(pl_cidr_holds(&cidr, pl_str_cstr(networks[i].address)) == networks[i].holds,
                  networks[i].what);
    }
}
