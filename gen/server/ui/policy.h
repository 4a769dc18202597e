/* Hashes of what stands in index.html itself, for its content security policy: made by `make ui`. */
#define PL_PAGE_SCRIPT "'sha256-zmKuvbfYUky2RBLKWXrMcfagjsRoHTUOV82HnCtSDIc='"
#define PL_PAGE_STYLE "'sha256-HthedAGwxvo1O3TRzcvWNX5clJy9nZSpJtAJdodyKO4='"
