/* zone.c - reads files of the zone database (RFC 8536), their part with 64-bit times:
 *
 *   header  "TZif", version, 15 unused, six counts of 4 bytes, big-endian:
 *           isutcnt isstdcnt leapcnt timecnt typecnt charcnt
 *   data    timecnt times, timecnt type numbers, typecnt types of 6 bytes
 *           (offset 4, summer time 1, name 1), names, leap seconds, flags
 *
 * The first header and its data have 32-bit times and are skipped. */
#include "db/zone.h"
#include "base/file.h"
#include "base/str.h"

enum { HEADER = 44, MOST = 1 << 20 };

typedef struct counts {
    uint32_t utc, std, leap, time, type, chars;
} counts;

static uint32_t read4(const unsigned char *p)
{
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static int64_t read8(const unsigned char *p)
{
    return (int64_t)((uint64_t)read4(p) << 32 | read4(p + 4));
}

static bool read_header(pl_str text, counts *out)
{
    const unsigned char *p = (const unsigned char *)text.ptr;
    if (text.len < HEADER || memcmp(p, "TZif", 4) != 0)
        return false;
    *out = (counts){ read4(p + 20), read4(p + 24), read4(p + 28),
                     read4(p + 32), read4(p + 36), read4(p + 40) };
    const uint32_t most = 1 << 16;
    return out->utc < most && out->std < most && out->leap < most && out->time < most &&
           out->type < most && out->chars < most;
}

static size_t data_size(const counts *c, size_t wide)
{
    return c->time * (wide + 1) + c->type * (size_t)6 + c->chars + c->leap * (wide + 4) + c->std +
           c->utc;
}

bool pl_zone__parse(pl_arena *arena, pl_str text, pl_zone *out)
{
    counts c;
    if (!read_header(text, &c) || text.ptr[4] < '2')
        return false;
    text = pl_str_sub(text, HEADER + data_size(&c, 4), text.len);
    if (!read_header(text, &c) || text.len < HEADER + data_size(&c, 8) || !c.type)
        return false;
    const unsigned char *times = (const unsigned char *)text.ptr + HEADER;
    const unsigned char *kinds = times + c.time * (size_t)8, *types = kinds + c.time;
    int64_t *from = pl_arena_alloc(arena, (c.time + 1) * sizeof *from);
    int32_t *offsets = pl_arena_alloc(arena, (c.time + 1) * sizeof *offsets);
    offsets[0] = (int32_t)read4(types);
    for (uint32_t i = 0; i < c.time; i++) {
        if (kinds[i] >= c.type)
            return false;
        from[i] = read8(times + i * (size_t)8);
        offsets[i + 1] = (int32_t)read4(types + kinds[i] * (size_t)6);
    }
    *out = (pl_zone){ c.time, from, offsets };
    return true;
}

/* Is it a path below the directory of the database that does not lead out of it? */
static bool is_name(pl_str name)
{
    for (size_t i = 0; i + 1 < name.len; i++)
        if (name.ptr[i] == '.' && name.ptr[i + 1] == '.')
            return false;
    return name.len && name.ptr[0] != '/' && name.ptr[0] != '\\';
}

/* The name of the zone that `tz`, the value of TZ, selects: "Local" if it is NULL (the system's
 * zone), "UTC" if it is empty. */
static pl_str local_name(const char *tz)
{
    if (tz && !*tz)
        return PL_S("UTC");
    return tz ? pl_str_cstr(tz + (*tz == ':')) : PL_S("Local");
}

bool pl_zone__open(pl_arena *arena, pl_str name, const char *tz, pl_zone *out)
{
    pl_str text, path;
    if (pl_str_eq(name, PL_S("Local")))
        name = local_name(tz);
    bool local = pl_str_eq(name, PL_S("Local"));
    *out = (pl_zone){ 0 };
    if (!name.len || pl_str_eq(name, PL_S("UTC")))
        return true;
    if (!local && !is_name(name))
        return false;
    path = local ? PL_S("/etc/localtime")
                 : pl_arena_printf(arena, "/usr/share/zoneinfo/%.*s", PL_FMT(name));
    if (pl_file_slurp(path.ptr, MOST, arena, &text) != 0)
        return local;
    return pl_zone__parse(arena, text, out) || local;
}

/* The index into `offsets` for a time of UTC. */
static uint32_t find_offset(const pl_zone *zone, int64_t at)
{
    uint32_t from = 0, to = zone->n;
    while (from < to) {
        uint32_t mid = (from + to) / 2;
        if (zone->from[mid] <= at)
            from = mid + 1;
        else
            to = mid;
    }
    return from;
}

/* Times that a clock change skips or repeats are resolved as in Go, by starting from the offset in
 * force at `wall` taken as UTC. */
int32_t pl_zone__offset(const pl_zone *zone, int64_t wall)
{
    if (!zone->offsets)
        return 0;
    uint32_t guess = find_offset(zone, wall);
    return zone->offsets[find_offset(zone, wall - zone->offsets[guess])];
}
