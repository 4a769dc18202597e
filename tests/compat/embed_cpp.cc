// embed_cpp.cc - the library from C++: run a dashboard with live events, and cancel another run from
// another thread.
//
//     c++ -std=c++17 embed_cpp.cc $(pkg-config --cflags --libs pipelite) && ./a.out <workspace> <dashboard>
#include <chrono>
#include <cstdio>
#include <memory>
#include <pipelite.h>
#include <string>
#include <thread>

template <auto fn> struct Free {
    template <typename T> void operator()(T *ptr) const { fn(ptr); }
};
using Diags = std::unique_ptr<pl_diags, Free<pl_diags_free>>;
using Workspace = std::unique_ptr<pl_workspace, Free<pl_workspace_close>>;
using Engine = std::unique_ptr<pl_engine, Free<pl_engine_close>>;
using Run = std::unique_ptr<pl_run, Free<pl_run_free>>;

static std::string text(pl_str s) { return std::string(s.ptr ? s.ptr : "", s.len); }

static Run start(const Engine &engine, const std::string &root, const Diags &diags)
{
    pl_run_start_options options = {};
    options.root = { root.data(), root.size() };
    return Run(pl_run_start(engine.get(), &options, diags.get()));
}

// What comes of it, once it has ended.
static void print(pl_run *run)
{
    pl_run_event event;
    while (pl_run_next(run, &event)) {
        if (event.kind == PL_RUN_EVENT_PANEL && event.final)
            std::printf("%s %s\n", text(event.name).c_str(), text(event.status).c_str());
        if (event.kind == PL_RUN_EVENT_COMPLETED)
            std::printf("complete, %s\n", pl_message_size(event.message) ? "with a snapshot" : "empty");
        pl_message_release(event.message);
    }
}

int main(int argc, char **argv)
{
    Diags diags(pl_diags_new());
    pl_open_options options = {};
    options.path = pl_str_cstr(argc > 1 ? argv[1] : ".");
    if (pl_version_number() != PIPELITE_VERSION_NUMBER)
        return 2;
    Workspace ws(pl_workspace_open(&options, diags.get()));
    Engine engine(ws ? pl_engine_open(ws.get(), nullptr, diags.get()) : nullptr);
    Run run = engine ? start(engine, argc > 2 ? argv[2] : "", diags) : nullptr;
    if (!run)
        return 1;
    pl_run_wait(run.get(), UINT64_MAX);
    print(run.get());
    Run other = start(engine, argv[2], diags);
    std::thread canceller([&] { pl_run_cancel(other.get()); });
    bool ended = pl_run_wait(other.get(), 5000000000);
    canceller.join();
    std::printf("%s\n", ended ? "ended" : "still running");
    return !ended;
}
