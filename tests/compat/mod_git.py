"""git as mod commands start it (mod-management.md 10): what of the user's works, what does not, how often it is asked. Checks of
mod_world.py."""
import os, shutil, threading, time

from mod_world import MOD, NAMING, SECRET, Workspace, behave, check, commit, forge, seen, work

COMPLIANCE = "github.com/acme-cloud/powerpipe-mod-compliance"
COST, NETWORK = "gitlab.com/acme-cloud/reports/cost", "git.example.com/team/network"
MARK = "proof"


def watched(ws, prelude=""):
    """A git that writes down its arguments, then does `prelude`, then is the real one. Its folder, for PATH, and its log.

    A line of the log is one write: several gits write it at the same time."""
    folder, log = ws.root / "watched", ws.root / "git.log"
    folder.mkdir()
    (folder / "git").write_text(f'#!/bin/bash\nprintf -v call "%s\\x1f" "$@"; echo "$call" >>{log}\n{prelude}\nexec {shutil.which("git")} "$@"\n')
    (folder / "git").chmod(0o755)
    return f"{folder}:{ws.env['PATH']}", lambda: [line.split("\x1f")[:-1] for line in log.read_text().splitlines()]


def program(ws, name, text):
    path = ws.root / name
    path.write_text("#!/bin/bash\n" + text)
    path.chmod(0o755)
    return path


# ---- how it is called

@check
def each_repository_is_asked_once_and_fetched_shallow():
    """compliance and tagging both require naming: two versions of it, one question."""
    ws = Workspace()
    path, calls = watched(ws)
    ws.run("mod", "install", COMPLIANCE, NAMING + "@1.1.0", PATH=path)
    asked = [c[-1] for c in calls() if "ls-remote" in c]
    assert len(asked) == 3 and len(set(asked)) == 3, asked
    fetches = [c for c in calls() if "fetch" in c]
    assert fetches and all("--depth" in c and c[c.index("--depth") + 1] == "1" and "--no-tags" in c for c in fetches), fetches
    assert all((m / "shallow").exists() or NAMING.replace("/", "%2f") not in m.name for m in (ws.home / ".powerpipe/cache/git").iterdir())
    assert all("--" in c for c in calls() if "ls-remote" in c or "fetch" in c)


@check
def siblings_are_asked_at_the_same_time():
    """No host answers before both were asked."""
    both, hosts, lock = threading.Event(), set(), threading.Lock()

    def meet(h):
        with lock:
            hosts.add(h.host)
            if len(hosts) == 2:
                both.set()
        return not both.wait(20) and (h._answer(503, b"alone\n", "text/plain") or True)
    behave[0] = meet
    Workspace().run("mod", "install", NAMING + "@1.0.0", COST)
    assert hosts == {"github.com", "gitlab.com"}, hosts


@check
def no_shell_is_between():
    if not shutil.which("strace"):
        return "skipped: there is no strace"
    ws = Workspace()
    log = ws.root / "trace"
    ws.run("mod", "install", NAMING + "@1.0.0", before=["strace", "-f", "-qq", "-o", str(log), "-e", "trace=execve"])
    started = [line for line in log.read_text().splitlines() if "execve(" in line and "= 0" in line]
    assert any('"git", "fetch"' in s or '"fetch"' in s for s in started), started
    assert not any('/sh"' in s or '/bash"' in s or '/dash"' in s for s in started), started


@check
def the_oldest_git_gets_its_settings_too():
    """It has no GIT_CONFIG_COUNT: what it is told comes in GIT_CONFIG_PARAMETERS, the token too."""
    ws = Workspace()
    path, calls = watched(ws, 'case "$1" in --version) echo "git version 2.20.1"; exit;; esac\nunset GIT_CONFIG_COUNT\n'
                              f'printf "%s\\n" "$GIT_CONFIG_PARAMETERS" >>{ws.root}/settings')
    ws.run("mod", "install", SECRET, PATH=path, POWERPIPE_GIT_TOKEN=forge.TOKEN)
    settings = (ws.root / "settings").read_text()
    assert "'protocol.ext.allow=never'" in settings and "'core.hooksPath=/dev/null'" in settings, settings
    newer = {"--filter", "--end-of-options", "--branches", "--no-write-fetch-head", "--refetch", "-c", "--config-env"}
    assert not [c for c in calls() if newer & set(c)], calls()


@check
def an_older_git_is_refused():
    for says in ("git version 2.19.6", "git version 1.8.3.1", "something else"):
        ws = Workspace()
        path, calls = watched(ws, f'echo "{says}"; exit')
        _, text = ws.run("mod", "install", NAMING, want=62, PATH=path)
        assert f"git 2.20 or newer is needed to install mods - {says}" in text and len(calls()) == 1, text
        assert not ws.lock() and not ws.shadows()
    ws = Workspace()
    (ws.root / "empty").mkdir()
    _, text = ws.run("mod", "install", NAMING, want=62, PATH=str(ws.root / "empty"))
    assert "git 2.20 or newer is needed to install mods - git is not installed" in text, text


# ---- what of the user's works

@check
def credential_helpers_are_asked():
    ws = Workspace()
    helper = program(ws, "helper", f'cat >>{ws.root}/asked\n[ "$1" != get ] || printf "username={forge.TOKEN}\\npassword=\\n"\n')
    (ws.home / ".gitconfig").write_text(f'[credential "https://github.com"]\n\thelper = {helper}\n')
    ws.run("mod", "install", SECRET)
    assert "host=github.com" in (ws.root / "asked").read_text()


@check
def ssh_gets_the_agent_of_the_user():
    ws = Workspace()
    ssh = program(ws, "ssh", f'echo "$SSH_AUTH_SOCK" >{ws.root}/agent\nexit 255\n')
    behave[0] = lambda h: h._answer(404, b"no\n", "text/plain") or True
    ws.run("mod", "install", NAMING, want=62, GIT_SSH_COMMAND=str(ssh), SSH_AUTH_SOCK="/run/user/agent.7")
    assert (ws.root / "agent").read_text() == "/run/user/agent.7\n"


@check
def the_proxy_may_stand_in_the_configuration():
    ws = Workspace()
    proxy = ws.env.pop("HTTPS_PROXY")
    for name in ("https_proxy", "ALL_PROXY", "NO_PROXY", "no_proxy"):
        ws.env.pop(name)
    (ws.home / ".gitconfig").write_text(f"[http]\n\tproxy = {proxy}\n")
    seen.clear()
    ws.run("mod", "install", NAMING + "@1.0.0")
    assert seen


# ---- what does not

@check
def nobody_is_asked_for_a_password():
    """Not on the terminal, not in a window; what git itself was given for it (GIT_ASKPASS) is a helper."""
    ws = Workspace()
    ask = program(ws, "ask", f"touch {ws.root}/{MARK}; echo secret\n")
    helper = program(ws, "helper", f'echo "$GCM_INTERACTIVE" >>{ws.root}/mode\n')
    (ws.home / ".gitconfig").write_text(f"[credential]\n\thelper = {helper}\n")
    ws.env.pop("GIT_ASKPASS")
    begun = time.time()
    ws.run("mod", "install", SECRET, want=62, before=["setsid"], SSH_ASKPASS=str(ask), DISPLAY=":0")
    assert not (ws.root / MARK).exists() and time.time() - begun < 25
    assert set((ws.root / "mode").read_text().split()) == {"never"}
    ws = Workspace()
    ask = program(ws, "ask", f'case "$1" in User*) echo {forge.TOKEN};; *) echo;; esac\n')
    ws.run("mod", "install", SECRET, GIT_ASKPASS=str(ask))


@check
def hooks_of_the_user_do_not_run():
    ws = Workspace()
    hooks = ws.root / "hooks"
    hooks.mkdir()
    for name in ("reference-transaction", "post-checkout", "post-index-change", "pre-auto-gc", "post-merge", "fsmonitor"):
        (hooks / name).write_text(f"#!/bin/sh\ntouch {ws.root}/{MARK}\n")
        (hooks / name).chmod(0o755)
    template = ws.root / "template"
    shutil.copytree(hooks, template / "hooks")
    (ws.home / ".gitconfig").write_text(f"[core]\n\thooksPath = {hooks}\n\tfsmonitor = {hooks}/fsmonitor\n[init]\n\ttemplateDir = {template}\n")
    ws.run("mod", "install", NAMING + "@1.0.0", GIT_TEMPLATE_DIR=str(template))
    assert not (ws.root / MARK).exists() and ws.digest(NAMING + "@v1.0.0")


@check
def submodules_are_left_out():
    name = "github.com/odd/submodule"
    commit("github.com/odd/inner", [MOD])
    inner = forge.git(work / "repos/github.com/odd/inner.git", "rev-parse", "refs/heads/main")
    repo = forge.Repository(work / "repos" / f"{name}.git", create=True)

    def blob(text):
        return forge.git(repo.path, "hash-object", "-w", "--stdin", stdin=text.encode())
    modules = '[submodule "inner"]\n\tpath = inner\n\turl = https://github.com/odd/inner\n\tupdate = !touch /tmp/ran\n'
    tree = forge.git(repo.path, "mktree", "--missing", stdin=(f"100644 blob {blob(modules)}\t.gitmodules\n160000 commit {inner}\tinner\n"
                                                              f"100644 blob {blob(MOD[2])}\tmod.pp\n").encode())
    new = forge.git(repo.path, "commit-tree", tree, "-m", "Release", date=1_700_000_000)
    forge.git(repo.path, "update-ref", "refs/heads/main", new)
    repo.tag("v1.0.0", new)
    ws = Workspace()
    (ws.home / ".gitconfig").write_text("[submodule]\n\trecurse = true\n[fetch]\n\trecurseSubmodules = true\n")
    seen.clear()
    ws.run("mod", "install", name)
    assert not any("/odd/inner" in p for _, p, _ in seen), seen
    assert not (ws.dir / ".powerpipe/mods" / f"{name}@v1.0.0/inner/mod.pp").exists()


@check
def no_name_starts_a_program_or_reads_a_folder():
    """Not even where the user's configuration says that a name means one."""
    ws = Workspace()
    (ws.home / ".gitconfig").write_text(f'[url "ext::sh -c touch% {ws.root}/{MARK} "]\n\tinsteadOf = https://alias.example/ext\n'
                                        f'[url "file://{work}/repos/{NAMING}.git"]\n\tinsteadOf = https://alias.example/file\n'
                                        '[protocol "ext"]\n\tallow = always\n[protocol "file"]\n\tallow = always\n')
    for name in ("alias.example/ext", "alias.example/file", f"ext::sh -c 'touch {ws.root}/{MARK}'", "--upload-pack=touch " + MARK):
        argv = ["mod", "install", "--", name] if name.startswith("-") else ["mod", "install", name]
        ws.run(*argv, want=62, GIT_ALLOW_PROTOCOL="ext:file:https", GIT_PROTOCOL_FROM_USER="1")
        assert not ws.lock() and not list(ws.root.rglob(MARK)), name


@check
def large_files_stay_what_the_repository_has():
    pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:" + "0" * 64 + "\nsize 1000000\n"
    commit("github.com/odd/lfs", [MOD, ("100644", ".gitattributes", "*.bin filter=lfs diff=lfs merge=lfs -text\n"), ("100644", "a.bin", pointer)])
    ws = Workspace()
    lfs = program(ws, "git-lfs", f"touch {ws.root}/{MARK}\nexit 1\n")
    (ws.home / ".gitconfig").write_text(f'[filter "lfs"]\n\tclean = {lfs} clean\n\tsmudge = {lfs} smudge\n\tprocess = {lfs} process\n\trequired = true\n')
    ws.run("mod", "install", "github.com/odd/lfs")
    assert not (ws.root / MARK).exists()
    assert (ws.dir / ".powerpipe/mods/github.com/odd/lfs@v1.0.0/a.bin").read_text() == pointer


@check
def tags_and_branches_cannot_become_options_or_paths():
    name = "github.com/odd/refs"
    commit(name, [MOD])
    repo = work / "repos" / f"{name}.git"
    head = forge.git(repo, "rev-parse", "refs/heads/main")
    with open(repo / "packed-refs", "w") as f:
        f.write("# pack-refs with: peeled fully-peeled sorted \n" +
                "".join(f"{head} {r}\n" for r in sorted(("refs/heads/--upload-pack=x", "refs/tags/-x", "refs/heads/a/../../b"))))
    ws = Workspace()
    for arg in ("@--upload-pack=x", "#--upload-pack=x", "@-x", "#-x", "#a/../../b", "@../../x", "#../../../../x"):
        ws.run("mod", "install", name + arg, want=62)
        assert not ws.lock() and not ws.shadows() and sorted(p.name for p in ws.dir.iterdir()) in (["mod.pp"], [".powerpipe", "mod.pp"]), arg


@check
def a_token_is_in_no_log():
    """Not of ours at its loudest, not of git's, wherever it was told to write."""
    ws = Workspace()
    target = ws.root / "traces"
    target.mkdir()
    (ws.home / ".gitconfig").write_text(f"[trace2]\n\teventTarget = {target}\n\tperfTarget = {target}\n\tnormalTarget = {target}\n"
                                        "\tconfigParams = *\n\tenvVars = GIT_CONFIG_VALUE_18,GIT_CONFIG_PARAMETERS\n")
    trace = {n: str(target / n) for n in ("GIT_TRACE", "GIT_TRACE2", "GIT_TRACE2_EVENT", "GIT_TRACE2_PERF", "GIT_TRACE_CURL", "GIT_TRACE_PACKET",
                                          "GIT_TRACE_SETUP")}
    path, calls = watched(ws)
    _, text = ws.run("mod", "install", SECRET, POWERPIPE_GIT_TOKEN=forge.TOKEN, POWERPIPE_LOG_LEVEL="trace", PATH=path,
                     GIT_TRACE_REDACT="0", GIT_TRACE2_CONFIG_PARAMS="*", GIT_CURL_VERBOSE="1", **trace)
    import base64
    words = [forge.TOKEN.encode(), base64.b64encode(f"{forge.TOKEN}:".encode())]
    assert not any(w.decode() in text + str(calls()) for w in words), text
    files = [p for p in ws.root.rglob("*") if p.is_file() and any(w in p.read_bytes() for w in words)]
    assert not files, files
