/* engine_parts.c - what runs ask their engine for: its parts that never change. */
#include "run/crew.h"

pl_pools *pl_engine__pools(pl_engine *engine)
{
    return engine->pools;
}

pl_spool_budget *pl_engine__budget(pl_engine *engine)
{
    return engine->budget;
}

pl_workspace *pl_engine__workspace(pl_engine *engine)
{
    return engine->host.ws;
}

const pl_databases_options *pl_engine__databases(const pl_engine *engine)
{
    return &engine->host.databases;
}

void pl_engine__session(const pl_engine *engine, pl_session *session)
{
    session->ws = engine->host.ws;
    session->options.settings = engine->host.options.settings;
    session->options.environment = engine->host.environment;
}

unsigned pl_engine__most(const pl_engine *engine)
{
    return engine->most + 1; /* calling threads that help share the last number */
}
