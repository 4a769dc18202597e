/* pipelite.h - all of the library in one include: the workspace and its index, values and
 * resources, rescans and watching, runs, rendering, mods, the server. Each header of pipelite/
 * stands alone, too, in C11 and C++17.
 *
 * Names begin with pl_ or PL_. Options structs may be zeroed, which means the defaults; where
 * diagnostics are asked for they may not be NULL. Lifetimes and threads stand at the head of each
 * header. */
#ifndef PIPELITE_H
#define PIPELITE_H
#include <pipelite/base.h>
#include <pipelite/config.h>
#include <pipelite/engine.h>
#include <pipelite/export.h>
#include <pipelite/history.h>
#include <pipelite/index.h>
#include <pipelite/kind.h>
#include <pipelite/memory.h>
#include <pipelite/mod_tools.h>
#include <pipelite/mods.h>
#include <pipelite/notify.h>
#include <pipelite/page.h>
#include <pipelite/phase.h>
#include <pipelite/program.h>
#include <pipelite/render.h>
#include <pipelite/rescan.h>
#include <pipelite/resource.h>
#include <pipelite/run.h>
#include <pipelite/server.h>
#include <pipelite/show.h>
#include <pipelite/values.h>
#include <pipelite/watch.h>
#include <pipelite/workspace.h>
#endif
