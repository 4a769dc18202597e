/* fuzz_image.c - any bytes as an index image: a clean refusal, or an index whose every
 * answer stays inside it. Size and checksum are made right, else nothing would pass. */
#include "../tests/unit/index/walk.h"
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    pl_ix_header header;
    if (len < sizeof header || len > 1 << 20)
        return 0;
    char *image = malloc(len);
    memcpy(image, data, len);
    memcpy(&header, image, sizeof header);
    header.size = len;
    memcpy(image, &header, sizeof header);
    pl_index__seal(image, len);
    pl_index *ix = pl_index_adopt((pl_str){ image, len }, header.options, free, image);
    if (ix) {
        volatile uint64_t sum = walk_index(ix);
        (void)sum;
    }
    pl_index_close(ix);
    return 0;
}
