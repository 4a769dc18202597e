"""mod commands under bad conditions: servers, repositories, disks, interruptions, company. Checks of mod_world.py."""
import json, os, shutil, signal, subprocess, threading, time
from pathlib import Path

from mod_world import BINARY, MOD, NAMING, SECRET, Workspace, behave, check, commit, forge, host, read, seen, work

WRITES = "rename,unlink,unlinkat,mkdir,rmdir,fsync,fdatasync,write,fchmod,symlink"
READS = "openat,read,newfstatat,flock,getdents64"
ALL = bool(os.environ.get("PL_FAULTS"))      # make faults: every call of every process, for half an hour
FOLLOWED = range(1, 400) if ALL else (1, 2, 5, 14)
CHANGES = WRITES if ALL else "rename,mkdir,unlinkat,write"


# ---- servers

@check
def a_busy_server_is_asked_again():
    left = [2]

    def busy(h):
        if "info/refs" not in h.path or left[0] == 0:
            return False
        left[0] -= 1
        h._answer(429, b"later\n", "text/plain", [("Retry-After", "1")])
        return True
    behave[0] = busy
    Workspace().run("mod", "install", NAMING)
    assert left[0] == 0


@check
def a_server_that_is_always_busy_is_an_error():
    behave[0] = lambda h: h._answer(503, b"no\n", "text/plain") or True
    ws = Workspace()
    _, text = ws.run("mod", "install", NAMING, want=62)
    assert "503" in text and not ws.lock() and not ws.shadows(), text


@check
def a_pack_that_is_cut_short_leaves_nothing():
    def cut(h):
        if "info/refs" in h.path:
            return False
        h.send_response(200)
        h.send_header("Content-Type", "application/x-git-upload-pack-result")
        h.send_header("Content-Length", "100000")
        h.end_headers()
        h.wfile.write(b"0008NAK\n")
        h.close_connection = True
        return True
    behave[0] = cut
    ws = Workspace()
    ws.run("mod", "install", NAMING + "@1.0.0", want=62)
    assert not ws.lock() and not ws.shadows() and ws.digest(NAMING + "@v1.0.0") is None
    behave[0] = None
    ws.run("mod", "install", NAMING + "@1.0.0")


@check
def nonsense_instead_of_git_is_an_error():
    behave[0] = lambda h: h._answer(200, b"<html>" + b"x" * 100000, "text/html") or True
    Workspace().run("mod", "install", NAMING, want=62)


@check
def ten_thousand_tags_are_no_trouble():
    name = "github.com/many/tags"
    commit(name, [MOD])
    repo = work / "repos" / f"{name}.git"
    head = forge.git(repo, "rev-parse", "refs/heads/main")
    with open(repo / "packed-refs", "w") as f:
        f.write("# pack-refs with: peeled fully-peeled sorted \n" +
                "".join(f"{head} {r}\n" for r in sorted(f"refs/tags/v1.{i // 100}.{i % 100}" for i in range(10_000))))
    _, text = Workspace().run("mod", "install", name)
    assert f"{name}@v1.99.99" in text, text


@check
def a_slow_server_is_waited_for():
    behave[0] = lambda h: time.sleep(0.7) or False
    Workspace().run("mod", "install", NAMING + "@1.0.0")


@check
def a_server_that_redirects_in_a_circle_is_an_error():
    behave[0] = lambda h: h._answer(302, b"", "text/plain", [("Location", f"https://{h.host}{h.path}")]) or True
    ws = Workspace()
    ws.run("mod", "install", NAMING, want=62)
    assert not ws.lock() and not ws.shadows() and len(seen) < 5000


@check
def a_server_that_lists_without_end_is_an_error():
    """32 MB of names that look right, and then nothing."""
    def endless(h):
        if "info/refs" not in h.path:
            return False
        line = b"%s refs/tags/v1.%d.0\n"
        h.send_response(200)
        h.send_header("Content-Type", "application/x-git-upload-pack-advertisement")
        h.end_headers()
        h.close_connection = True
        try:
            h.wfile.write(b"001e# service=git-upload-pack\n0000")
            for block in range(500):
                lines = [line % (b"%040x" % (i + 1), block * 1000 + i) for i in range(1000)]
                h.wfile.write(b"".join(b"%04x" % (len(x) + 4) + x for x in lines))
        except OSError:
            pass
        return True
    behave[0] = endless
    ws = Workspace()
    ws.run("mod", "install", NAMING, want=62)
    assert not ws.lock() and not ws.shadows()


# ---- ssh

@check
def a_repository_is_fetched_by_ssh_where_https_fails():
    ws = Workspace()
    ssh, log = ws.root / "ssh", ws.root / "ssh.log"
    ssh.write_text(f"""#!/bin/bash
printf '%s\\n' "$*" >>{log}
[ -z "${{POWERPIPE_GIT_TOKEN:-}}" ] || echo "the token is here" >>{log}
command=${{*: -1}}
[[ $command = git-upload-pack* ]] || exit 1
path=${{command#* }}; path=${{path//\\'/}}
exec git upload-pack "{work}/repos/github.com/${{path#/}}"
""")
    ssh.chmod(0o755)
    behave[0] = lambda h: h._answer(404, b"no\n", "text/plain") or True
    ws.run("mod", "install", NAMING + "@1.0.0", GIT_SSH_COMMAND=str(ssh), POWERPIPE_GIT_TOKEN="very-secret")
    text = log.read_text()
    assert ws.digest(NAMING + "@v1.0.0") and "BatchMode=yes" in text and "git@github.com" in text, text
    assert "very-secret" not in text and "the token is here" not in text, text
    other = Workspace()
    other.run("mod", "install", "gitlab.com/acme-cloud/reports/cost", want=62, GIT_SSH_COMMAND=str(ssh))
    assert log.read_text() == text


@check
def ssh_that_would_ask_fails_at_once():
    ws = Workspace()
    ssh = ws.root / "ssh"
    ssh.write_text("#!/bin/sh\n[ -t 0 ] && echo terminal >&2\nread -r answer </dev/tty\nexit 255\n")
    ssh.chmod(0o755)
    behave[0] = lambda h: h._answer(404, b"no\n", "text/plain") or True
    ws.run("mod", "install", NAMING, want=62, before=["setsid"], GIT_SSH_COMMAND=str(ssh))
    assert not ws.lock() and not ws.shadows()


# ---- tokens

@check
def a_token_does_not_follow_to_another_host():
    def elsewhere(h):
        if h.host != "github.com":
            return False
        where = h.path.replace("/private/powerpipe-mod-secrets", "/team/network")
        h._answer(302, b"", "text/plain", [("Location", f"https://git.example.com{where}")])
        return True
    behave[0] = elsewhere
    seen.clear()
    Workspace().run("mod", "install", SECRET, want=None, POWERPIPE_GIT_TOKEN="very-secret")
    assert any(h == "github.com" and a for h, _, a in seen), seen
    assert not any(h != "github.com" and a for h, _, a in seen), seen


@check
def a_token_does_not_go_to_hosts_that_only_mods_require():
    seen.clear()
    Workspace().run("mod", "install", "git.example.com/team/network", POWERPIPE_GIT_TOKEN="very-secret")
    assert any(h == "git.example.com" and a for h, _, a in seen) and any(h == "gitlab.com" for h, _, _ in seen), seen
    assert not any(h == "gitlab.com" and a for h, _, a in seen), seen


@check
def a_token_follows_to_a_new_name_on_its_host():
    def renamed(h):
        if "/private/old-name" not in h.path:
            return False
        h._answer(301, b"", "text/plain", [("Location", "https://github.com" + h.path.replace("old-name", "powerpipe-mod-secrets"))])
        return True
    behave[0] = renamed
    _, text = Workspace().run("mod", "install", "github.com/private/old-name", POWERPIPE_GIT_TOKEN=forge.TOKEN)
    assert "github.com/private/old-name@v1.0.0" in text, text


@check
def a_token_is_in_no_command_line_and_no_file():
    commands, stop = [], threading.Event()

    def watch():
        while not stop.is_set():
            for p in Path("/proc").glob("[0-9]*/cmdline"):
                try:
                    commands.append(p.read_bytes())
                except OSError:
                    pass
    t = threading.Thread(target=watch)
    t.start()
    ws = Workspace()
    _, text = ws.run("mod", "install", SECRET, POWERPIPE_GIT_TOKEN=forge.TOKEN)
    stop.set(), t.join()
    assert any(b"fetch" in c and b"mods" in c for c in commands) and forge.TOKEN not in text
    assert not any(forge.TOKEN.encode() in c for c in commands)
    assert not any(forge.TOKEN.encode() in p.read_bytes() for p in ws.root.rglob("*") if p.is_file())


# ---- repositories

@check
def a_link_that_leaves_its_folder_ends_the_installation():
    for i, target in enumerate(["/etc/passwd", "../../../../../../secret", "sub/../../x"]):
        commit(f"github.com/evil/link{i}", [MOD, ("120000", "leak", target)])
        ws = Workspace()
        _, text = ws.run("mod", "install", f"github.com/evil/link{i}", want=62)
        assert "contains a link that leaves its folder: leak" in text and not ws.lock() and not ws.shadows(), text
    commit("github.com/good/link", [MOD, ("120000", "same", "mod.pp")])
    Workspace().run("mod", "install", "github.com/good/link")


@check
def names_that_differ_in_case_alone_are_kept_apart():
    """Where the file system keeps them apart; where it does not, the mod is refused or is as the host has it."""
    commit("github.com/odd/cases", [MOD, ("100644", "a.pp", "# one\n"), ("100644", "A.pp", "# two\n"), ("120000", "MOD.PP", "mod.pp")])
    ws = Workspace()
    ws.run("mod", "install", "github.com/odd/cases")
    top = ws.dir / ".powerpipe/mods/github.com/odd/cases@v1.0.0"
    if len({p.name for p in top.iterdir()}) == 4:
        assert (top / "a.pp").read_text() == "# one\n" and (top / "A.pp").read_text() == "# two\n"
    ws.run("query", "list")
    ws.run("mod", "verify", "--init")
    ws.run("mod", "verify")


@check
def files_arrive_as_they_are():
    text = "one\ntwo $Id$\n"
    commit("github.com/odd/attributes", [MOD, ("100644", ".gitattributes", "* text eol=crlf ident filter=evil working-tree-encoding=UTF-16\n"),
                                         ("100644", "a.txt", text), ("100644", ".mod.cache.json", "{}"), ("100755", "run.sh", "#!/bin/sh\ntouch /tmp/ran\n")])
    ws = Workspace()
    (ws.home / ".gitconfig").write_text('[filter "evil"]\n\tsmudge = touch %s/ran; cat\n\trequired = true\n[core]\n\tautocrlf = true\n' % ws.root)
    ws.run("mod", "install", "github.com/odd/attributes")
    assert (ws.dir / ".powerpipe/mods/github.com/odd/attributes@v1.0.0/a.txt").read_bytes() == text.encode()
    assert not (ws.root / "ran").exists()


@check
def the_settings_of_the_user_count():
    ws = Workspace()
    (ws.home / ".gitconfig").write_text(f'[url "https://{NAMING}"]\n\tinsteadOf = https://alias.example/naming\n')
    _, text = ws.run("mod", "install", "alias.example/naming@1.0.0")
    assert "alias.example/naming@v1.0.0" in text


# ---- company and interruptions

@check
def two_commands_at_once_wait_for_each_other():
    ws = Workspace()
    both = [ws.start("mod", "install", m) for m in (NAMING + "@1.0.0", "gitlab.com/acme-cloud/reports/cost")]
    for p in both:
        out, err = p.communicate(timeout=60)
        assert p.returncode == 0, out + err
    assert len(ws.lock()["estate"]) == 2 and not ws.shadows(), ws.lock()


@check
def ctrl_c_ends_git_and_removes_what_was_begun():
    for number in (signal.SIGINT, signal.SIGTERM):
        behave[0] = lambda h: time.sleep(8) or True
        ws = Workspace()
        p = ws.start("mod", "install", NAMING)
        time.sleep(1.5)
        begun = time.time()
        p.send_signal(number)
        p.communicate(timeout=20)
        assert p.returncode == 130 and time.time() - begun < 4, (p.returncode, time.time() - begun)
        assert not ws.shadows() and not ws.lock()
        left = [c for c in Path("/proc").glob("[0-9]*/environ") if str(ws.home).encode() in read(c)]
        assert not left, left


@check
def a_server_that_stands_still_is_given_up():
    behave[0] = lambda h: time.sleep(45) or True
    begun = time.time()
    Workspace().run("mod", "install", "gitlab.com/acme-cloud/reports/cost", want=62)
    assert 25 < time.time() - begun < 42, time.time() - begun


@check
def a_full_disk_or_a_read_only_folder_changes_nothing():
    if os.geteuid() == 0:
        return "skipped: root may write anywhere"
    ws = Workspace()
    os.chmod(ws.dir, 0o555)
    ws.run("mod", "install", NAMING, want=62)
    os.chmod(ws.dir, 0o755)
    assert not ws.lock()


def prepared():
    """A workspace with 1.0.0 whose next command has everything in the mirror."""
    ws = Workspace()
    ws.run("mod", "install", NAMING + "@1.1.0")
    ws.run("mod", "install", NAMING + "@1.0.0")
    ws.run("mod", "verify", "--init")
    return ws


READERS = [["query", "list"], ["mod", "list"], ["mod", "verify"], ["mod", "install", "--locked", "--offline"]]


def is_whole(ws, pristine, turn):
    """The first reader that comes sees the old state or the new one; `turn` chooses which that is."""
    ws.run(*READERS[turn % len(READERS)])
    lock = ws.lock()["estate"][NAMING]["version"]
    assert ws.digest(f"{NAMING}@v{lock}") == pristine[f"{NAMING}@v{lock}"], lock
    text = (ws.dir / "mod.pp").read_text()
    assert text.count('version = "1.0.0"') + text.count('version = "1.1.0"') == 1 and f'version = "{lock}"' in text, (lock, text)
    assert f"{NAMING}@v{lock} " in (ws.dir / ".mod.sum").read_text() and not (ws.dir / ".mod.pending").exists()
    for argv in READERS if ALL else [READERS[(turn + 1) % len(READERS)]]:
        ws.run(*argv)


def ends_as_asked(ws, pristine):
    """The same command again, undisturbed."""
    ws.run("mod", "install", NAMING + "@1.1.0")
    assert ws.lock()["estate"][NAMING]["version"] == "1.1.0" and ws.digest(NAMING + "@v1.1.0") == pristine[NAMING + "@v1.1.0"]
    assert ws.digest(NAMING + "@v1.0.0") is None and not ws.shadows(), ws.shadows()
    assert sorted(p.name for p in ws.dir.iterdir()) == [".mod.cache.json", ".mod.sum", ".powerpipe", "mod.pp"], list(ws.dir.iterdir())


def inject(how, after, calls=WRITES, whens=range(1, 200), follow=False):
    """Play the command once for each of `whens` and each call until no process makes so many of them. With `follow` the n-th
    call of git and of every thread fails, too: then the first that comes to it."""
    if not shutil.which("strace"):
        return "skipped: there is no strace"
    model = prepared()
    pristine = {f"{NAMING}@v1.0.0": model.digest(NAMING + "@v1.0.0")}
    model.run("mod", "install", NAMING + "@1.1.0")
    pristine[f"{NAMING}@v1.1.0"] = model.digest(NAMING + "@v1.1.0")
    source, times = prepared(), 0
    for call in calls.split(","):
        for n in whens:
            ws = Workspace()
            shutil.rmtree(ws.dir), shutil.rmtree(ws.home)
            shutil.copytree(source.dir, ws.dir), shutil.copytree(source.home, ws.home)
            log = ws.root / "trace"
            before = ["strace", "-qq", *(["-f"] if follow else []), "-o", str(log), "-e", f"trace={call}", "-e", f"inject={call}:{how}:when={n}"]
            code, text = ws.run("mod", "install", NAMING + "@1.1.0", want=None, before=before)
            if "INJECTED" not in log.read_text() and "killed by SIGKILL" not in log.read_text():
                break
            times += 1
            try:
                after(code, text, log)
                is_whole(ws, pristine, times)
                ends_as_asked(ws, pristine)
            except AssertionError as e:
                hit = [line for line in log.read_text().splitlines() if "INJECTED" in line or "SIGKILL" in line]
                raise AssertionError(f"{call} {n}: {hit[:3]}, exit {code}, {text!r}: {e}") from e
            shutil.rmtree(ws.root)
        assert follow or n < whens[-1], call
    assert times > 5, times
    return f"{times} times"


def files_of(ws):
    return {str(p.relative_to(ws.dir)): p.read_bytes() for p in ws.dir.rglob("*") if p.is_file()}


@check
def without_locks_it_works_and_says_so():
    if not shutil.which("strace"):
        return "skipped: there is no strace"
    ws = Workspace()
    before = ["strace", "-qq", "-f", "-o", "/dev/null", "-e", "trace=flock", "-e", "inject=flock:error=EOPNOTSUPP"]
    _, text = ws.run("mod", "install", NAMING + "@1.0.0", before=before, POWERPIPE_LOG_LEVEL="info")
    assert "this file system has no locks" in text and ws.digest(NAMING + "@v1.0.0"), text
    _, text = ws.run("query", "list", before=before)
    assert "naming.query.bucket_prefix" in text and "locks" not in text, text


@check
def a_read_only_file_system_changes_nothing():
    if not shutil.which("strace"):
        return "skipped: there is no strace"
    ws = prepared()
    whole = files_of(ws)
    for call in ("mkdir", "rename"):
        before = ["strace", "-qq", "-o", "/dev/null", "-e", f"trace={call}", "-e", f"inject={call}:error=EROFS"]
        _, text = ws.run("mod", "install", NAMING + "@1.1.0", want=62, before=before)
        assert "cannot" in text and "ead-only file system" in text, text
        assert files_of(ws) == whole, sorted(set(files_of(ws)) ^ set(whole))


@check
def a_look_that_fails_prunes_nothing():
    """At the folders above a mod: none of them is one because of it."""
    if not shutil.which("strace"):
        return "skipped: there is no strace"
    for folder in ("github.com", "github.com/acme-cloud"):
        ws = prepared()
        before = ["strace", "-qq", "-o", "/dev/null", "-P", str(ws.dir / ".powerpipe/mods" / folder / "mod.pp"), "-e", "trace=newfstatat,stat",
                  "-e", "inject=newfstatat,stat:error=EIO"]
        ws.run("mod", "install", NAMING + "@1.1.0", before=before)
        assert ws.digest(NAMING + "@v1.1.0") and ws.digest(NAMING + "@v1.0.0") is None
        ws.run("query", "list")


@check
def checksums_that_cannot_be_read_change_nothing():
    if not shutil.which("strace"):
        return "skipped: there is no strace"
    source, failed = prepared(), 0
    whole = files_of(source)
    for n in range(1, 20):
        ws = Workspace()
        shutil.rmtree(ws.dir)
        shutil.copytree(source.dir, ws.dir)
        log = ws.root / "trace"
        before = ["strace", "-qq", "-o", str(log), "-P", str(ws.dir / ".mod.sum"), "-e", "trace=openat", "-e", f"inject=openat:error=EIO:when={n}"]
        code, text = ws.run("mod", "install", NAMING + "@1.1.0", want=None, before=before)
        if "INJECTED" not in log.read_text():
            assert code == 0, text
            break
        failed += code == 62
        assert code == 0 or "cannot read" in text and ".mod.sum" in text and ws.lock() == json.loads(whole[".mod.cache.json"]), (n, code, text)
        ws.run("mod", "verify")
    assert failed > 1, failed


@check
def any_read_that_fails_is_told_or_does_not_matter():
    """Of the last hundred calls of each kind those count that are not of the loader: in steps, for the time it takes."""
    def look(code, text, log):
        assert code in (0, 62, 255, 127) and (code == 0 or text), (code, text)
    return inject("error=EIO", look, READS, range(1, 400, 1 if ALL else 17))


@check
def killed_at_any_write_the_state_is_old_or_new():
    return inject("signal=SIGKILL", lambda code, text, log: None)


@check
def killed_at_any_write_of_git_or_a_thread_the_state_is_old_or_new():
    return inject("signal=SIGKILL", lambda code, text, log: None, CHANGES, FOLLOWED, follow=True)


@check
def any_write_that_fails_is_told_or_does_not_matter():
    def look(code, text, log):
        told = "Error" in text or "write(" in log.read_text()
        assert code in (0, 62, 255) and (code == 0 or told), (code, text, "".join(l for l in log.open() if "INJECTED" in l))
    return inject("error=ENOSPC", look, whens=range(1, 200, 1 if ALL else 2))


@check
def any_write_of_git_or_a_thread_that_fails_is_told_or_does_not_matter():
    """What fails in a child may be reported by git alone, or be tried again."""
    def look(code, text, log):
        assert code in (0, 62, 255), (code, text)
    return inject("error=ENOSPC", look, CHANGES, FOLLOWED, follow=True)
