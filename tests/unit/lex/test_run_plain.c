#undef __SSE2__
#include "unit/lex/test_run.c"
