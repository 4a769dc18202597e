/* Hashes of what stands in index.html itself, for its content security policy: made by `make ui`. */
#define PL_PAGE_SCRIPT "'sha256-RHlbv5Rjvbj6ruoAc18SEuYQGckB6HX4opBmIqFpFqA='"
#define PL_PAGE_STYLE "'sha256-HthedAGwxvo1O3TRzcvWNX5clJy9nZSpJtAJdodyKO4='"
