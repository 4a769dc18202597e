/* program.c - functions for whole programs (pipelite/program.h). */
#include <pipelite/program.h>

#include "base/file.h"
#include "index/build.h"

void pl_program_init(void)
{
    pl_file_guard();
}

const char *pl_version_text(void)
{
    return PIPELITE_VERSION;
}

unsigned pl_version_number(void)
{
    return PIPELITE_VERSION_NUMBER;
}

bool pl_program_verify(const pl_index *ix)
{
    if (!ix)
        return false;
    pl_index *again = pl_index_adopt(pl_index_bytes(ix), pl_index_header(ix)->options, NULL, NULL);

    pl_index_close(again);
    return again != NULL;
}
