/* Hashes of what stands in index.html itself, for its content security policy: made by `make ui`. */
#define PL_PAGE_SCRIPT "'sha256-9oNyzzsrIXRAqYRS0yrvHZkAZ83oZ1CdcK/9F1rkXwM='"
#define PL_PAGE_STYLE "'sha256-zkeHY7AkRjpMinmaU0UleqO5ZAXpTuWh9TgePsCyRek='"
