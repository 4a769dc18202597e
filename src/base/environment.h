/* environment.h - reads a copy of an environment, as hosts hand one over. */
#ifndef PL_BASE_ENVIRONMENT_H
#define PL_BASE_ENVIRONMENT_H

/* The value of `name` in `environment` (NAME=value, a NULL last; NULL: empty), borrowed from it;
 * NULL if it is not set. */
const char *pl_environment_get(const char *const *environment, const char *name);

#endif
