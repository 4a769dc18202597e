"""Workspaces and repositories of strangers: nothing is written, removed or run outside. Checks of mod_world.py."""
import hashlib, json, os, shutil, zlib

from mod_world import MOD, NAMING, Workspace, behave, check, forge, work

EVIL = "git.example.com/evil/evil"
COMMANDS = (["install"], ["update"], ["uninstall"], ["outdated"], ["tree"], ["list"], ["verify", "--init"], ["verify"], ["clean"])


def repository(name):
    return forge.Repository(work / "repos" / f"{name}.git", create=True)


def put_object(repo, kind, body):
    """Without a process for each: some trees are thousands deep."""
    body = kind.encode() + b" %d\0" % len(body) + body
    name = hashlib.sha1(body).hexdigest()
    path = repo.path / "objects" / name[:2] / name[2:]
    path.parent.mkdir(exist_ok=True)
    if not path.exists():
        path.write_bytes(zlib.compress(body))
    return name


def tree(repo, *entries):
    """(mode, name, text or id of a tree)"""
    lines = {}
    for mode, name, what in entries:
        what = what if mode == "040000" else put_object(repo, "blob", what.encode())
        lines[name + "/" * (mode == "040000")] = f"{mode.lstrip('0')} {name}".encode() + b"\0" + bytes.fromhex(what)
    return put_object(repo, "tree", b"".join(lines[n] for n in sorted(lines)))


def release(repo, tree_id, ref="refs/tags/v1.0.0"):
    new = forge.git(repo.path, "commit-tree", tree_id, "-m", "Release", date=1_700_000_000)
    forge.git(repo.path, "update-ref", "refs/heads/main", new)
    forge.git(repo.path, "update-ref", ref, new)
    return new


def requirement(name, **by):
    return 'mod "estate" {\n  require {\n    mod "%s" {\n%s    }\n  }\n}\n' % (name, "".join(f'      {k} = "{v}"\n' for k, v in by.items()))


def snapshot(top, *less):
    return {str(p.relative_to(top)): (os.readlink(p) if p.is_symlink() else p.read_bytes() if p.is_file() else None)
            for p in sorted(top.rglob("*")) if not any(str(p.relative_to(top)).startswith(x) for x in less)}


# ---- texts that lead elsewhere

@check
def a_lock_file_leads_nowhere_else():
    """However its entry says it: branch, tag, name, path beside a version, reference, commit; locked or not, with and without git."""
    up = "/".join([".."] * 9)
    repo = repository(EVIL)
    sha = release(repo, tree(repo, ("100644", "mod.pp", MOD[2]), ("100644", ".profile", "echo owned\n")))
    good = {"name": EVIL, "commit": sha, "struct_version": 20240429, "alias": "m"}
    for by, entry in (
            ({"branch": f"main/{up}{{home}}"}, {"git_ref": "refs/heads/main"}),
            ({"tag": f"x/{up}{{home}}"}, {"git_ref": "refs/tags/v1.0.0"}),
            ({"branch": "main"}, {"git_ref": "refs/heads/main", "path": "{home}"}),
            ({"branch": "main"}, {"git_ref": "refs/heads/main", "name": f"{up}{{home}}"}),
            ({"branch": "main"}, {"git_ref": "refs/heads/main", "name": f"{EVIL}/../../{up}{{home}}"}),
            ({"branch": "main"}, {"git_ref": "refs/heads/main:refs/heads/x"}),
            ({"branch": "main"}, {"git_ref": "--upload-pack=touch {home}/owned"}),
            ({"branch": "main"}, {"git_ref": "refs/heads/gone", "commit": f"{up}{{home}}"}),
            ({"version": "1.0.0"}, {"git_ref": "refs/tags/v1.0.0", "path": "{home}", "version": "1.0.0"})):
        ws = Workspace()
        home = str(ws.home)
        filled = lambda d: {k: v.replace("{home}", home) if isinstance(v, str) else v for k, v in d.items()}
        (ws.home / ".profile").write_text("mine\n")
        (ws.dir / "mod.pp").write_text(requirement(EVIL, **filled(by)))
        (ws.dir / ".mod.cache.json").write_text(json.dumps({"estate": {EVIL: filled({**by, **good, **entry})}}))
        before = snapshot(ws.root, "home/.powerpipe", "estate")
        for argv in (["install", "--locked"], ["install", "--locked", "--offline"], ["list"], ["tree"], ["vendor", str(ws.root / "copy")],
                     ["verify"], ["install"], ["uninstall", EVIL]):
            ws.run("mod", *argv, want=None)
            shutil.rmtree(ws.root / "copy", ignore_errors=True)
            assert snapshot(ws.root, "home/.powerpipe", "estate") == before, (by, entry, argv)
            assert not ws.shadows(), argv


@check
def a_copied_folder_leads_nowhere_else():
    """mod install --from: its lock file, and links in it."""
    ws = Workspace(requirement(EVIL, version="1.0.0"))
    bundle, secret = ws.root / "bundle", ws.root / "secret"
    secret.mkdir()
    (secret / "mod.pp").write_text(MOD[2])
    entry = {"version": "1.0.0", "name": EVIL, "commit": "0" * 40, "git_ref": "refs/tags/v1.0.0", "struct_version": 20240429}
    (bundle / "git.example.com/evil").mkdir(parents=True)
    (bundle / ".mod.cache.json").write_text(json.dumps({"estate": {EVIL: entry}}))
    (bundle / f"{EVIL}@v1.0.0").symlink_to(secret)
    _, text = ws.run("mod", "install", "--from", str(bundle), want=62)
    assert "leads out of its folder" in text and not ws.lock(), text


@check
def no_mod_is_fetched_into_another():
    """Git has no branches `a` and `a/b`, but a server may list them, and the first one may hold a link."""
    repo = repository("git.example.com/evil/nest")
    link = release(repo, tree(repo, ("100644", "mod.pp", MOD[2]), ("120000", "sub", "x")), "refs/heads/a")
    other = release(repo, tree(repo, ("100644", "mod.pp", MOD[2])), "refs/heads/b")
    forge.git(repo.path, "pack-refs", "--all")
    packed = repo.path / "packed-refs"
    packed.write_text("".join(line for line in packed.read_text().splitlines(True) if not line.endswith("refs/heads/b\n")) +
                      f"{other} refs/heads/a/sub\n")
    name = "git.example.com/evil/nest"
    ws = Workspace('mod "estate" {\n  require {\n    mod "%s" { branch = "a" }\n    mod "%s" { branch = "a/sub" }\n  }\n}\n' % (name, name))
    _, text = ws.run("mod", "install", want=62)
    assert "overlap" in text and not ws.lock() and link, text


# ---- links

def linked(ws, where):
    """A workspace that came with a link to a folder of the user's mods."""
    mine = ws.root / "mods"
    for folder in (mine / "mine", mine / NAMING.rsplit("/", 1)[0] / "powerpipe-mod-naming@v1.0"):
        folder.mkdir(parents=True)
        (folder / "mod.pp").write_text('mod "mine" {\n}\n')
        (folder / "work.pp").write_text("# years of work\n")
    at = ws.dir / where
    at.parent.mkdir(parents=True, exist_ok=True)
    at.symlink_to(os.path.relpath({".powerpipe": ws.root, ".powerpipe/mods": mine, ".powerpipe/mods/github.com": mine / "github.com"}[where],
                                  at.parent))


@check
def nothing_is_written_or_removed_behind_a_link():
    """.powerpipe, mods in it and what is below may be links that came with a clone; Powerpipe removes what is behind them."""
    for where in (".powerpipe", ".powerpipe/mods", ".powerpipe/mods/github.com"):
        for required in (None, "1.0.0"):
            ws = Workspace(requirement(NAMING, version=required) if required else MOD[2])
            linked(ws, where)
            if required:
                (ws.dir / ".mod.cache.json").write_text(json.dumps({"estate": {NAMING: {"version": "1.0.0", "name": NAMING, "struct_version": 20240429}}}))
            for argv in COMMANDS + (["install", NAMING + "@1.1.0"], ["install", "gitlab.com/acme-cloud/reports/cost"]):
                # What .powerpipe/mods/github.com hides is the business of whoever made it; the rest is installed beside it.
                before = snapshot(ws.root, "home", "estate")
                _, text = ws.run("mod", *argv, want=None)
                assert snapshot(ws.root, "home", "estate") == before, (where, required, argv, text)
            ws.run("benchmark", "list", want=None)
            assert snapshot(ws.root, "home", "estate") == before, (where, required)
    ws = Workspace()
    linked(ws, ".powerpipe")
    _, text = ws.run("mod", "install", NAMING, want=62)
    assert "is behind a link that leads out of the workspace" in text and ".mods." not in text, text


@check
def a_link_inside_the_workspace_is_followed_but_not_pruned():
    ws = Workspace()
    (ws.dir / "store").mkdir()
    (ws.dir / ".powerpipe").symlink_to("store")
    ws.run("mod", "install", NAMING + "@1.0.0")
    assert ws.digest(NAMING + "@v1.0.0") and not ws.shadows()
    ws.run("mod", "update", want=None)
    ws.run("mod", "uninstall", NAMING)
    assert not ws.lock() and ws.digest(NAMING + "@v1.0.0")


@check
def files_of_ours_are_not_written_through_links():
    """A lock file, or checksums, that are a link to a file of the user."""
    for name in (".mod.cache.json", ".mod.sum", ".mod.pending"):
        ws = Workspace()
        victim = ws.root / "config.json"
        victim.write_text("" if name != ".mod.cache.json" else '{"auths": {"x": {"auth": "secret"}}}')
        (ws.dir / name).symlink_to("../config.json")
        was = victim.read_text()
        for argv in (["verify", "--init"], ["install", NAMING + "@1.0.0"], ["uninstall"]):
            ws.run("mod", *argv, want=None)
            assert victim.read_text() == was, (name, argv)


@check
def links_that_leave_a_mod_end_its_installation():
    link = lambda name, to: ("120000", name, to)
    for i, links in enumerate((
            [link("here", "."), link("a", "here/.."), link("b", "a/..")],
            [link("out", "..")], [link("root", "/")], [link("x", "y/../.."), link("y", ".")], [link("gone", "nowhere/../..")],
            [link("d", "mod.pp/../../x")])):
        name = f"git.example.com/evil/links{i}"
        repo = repository(name)
        release(repo, tree(repo, MOD, *links))
        ws = Workspace()
        _, text = ws.run("mod", "install", name, want=62)
        assert "contains a link that leaves its folder" in text and not ws.lock() and not ws.shadows(), (links, text)
    name = "git.example.com/evil/links-inside"
    repo = repository(name)
    release(repo, tree(repo, MOD, link("here", "."), link("again", "here/here"), link("file", "here/mod.pp"), link("lost", "nowhere"), link("loop", "loop")))
    Workspace().run("mod", "install", name)


# ---- trees

@check
def trees_without_end_are_refused():
    """10^12 files, 10^12 folders without a file, and 10^6 empty files, all in some kilobytes."""
    for name, first, folders in (("files", ("100644", "f", ""), 12), ("folders", None, 12), ("many", ("100644", "f", ""), 6)):
        repo = repository(f"git.example.com/evil/{name}")
        full = tree(repo, *([first] if first else []))
        for _ in range(folders):
            full = tree(repo, *(("040000", f"d{i}", full) for i in range(10)))
        release(repo, tree(repo, ("040000", "a", full), MOD))
        for limit in ("1GiB", "0"):
            ws = Workspace()
            _, text = ws.run("mod", "install", f"git.example.com/evil/{name}", "--max-size", limit, want=None)
            assert "too many files and folders" in text or limit == "0" and "max-size" in text, (name, limit, text)
            assert not ws.lock() and not ws.shadows()


@check
def endless_references_are_refused():
    """A server that lists references for ever: git prints none before it has all, so it is silent for too long."""
    def flood(h):
        if "info/refs" not in h.path:
            return False
        h.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/x-git-upload-pack-advertisement\r\nConnection: close\r\n\r\n"
                      b"001e# service=git-upload-pack\n0000")
        line = lambda ref: b"%04x%s" % (len(ref) + 4, ref)
        block = b"".join(line(b"%040x refs/heads/x%d\n" % (i + 1, i)) for i in range(2000))
        try:
            while True:
                h.wfile.write(block)
        except OSError:
            pass
        return True
    behave[0] = flood
    ws = Workspace()
    _, text = ws.run("mod", "install", NAMING, want=62)
    assert "no answer for 30 seconds" in text and not ws.lock(), text


@check
def deep_folders_can_be_removed():
    name = "git.example.com/evil/deep"
    repo = repository(name)
    full = tree(repo, ("100644", "f.pp", ""))
    for _ in range(2300):
        full = tree(repo, ("040000", "d", full))
    release(repo, tree(repo, ("040000", "d", full), MOD))
    ws = Workspace()
    _, text = ws.run("mod", "install", name, want=62)
    assert not ws.shadows() and ".mods." not in text, text
    left = ws.dir / ".powerpipe/.mods.999999999.0123abcd"
    left.mkdir(parents=True)
    fd = os.open(left, os.O_RDONLY)
    for _ in range(3000):
        os.mkdir("dd", dir_fd=fd)
        below = os.open("dd", os.O_RDONLY, dir_fd=fd)
        os.close(fd)
        fd = below
    os.close(fd)
    ws.run("mod", "clean")
    assert not ws.shadows()


# ---- what git reads

CONFIG = """[core]
	repositoryformatversion = 0
	bare = %(bare)s
	gitProxy = %(run)s
	sshCommand = %(run)s
	askPass = %(run)s
	fsmonitor = %(run)s
	hooksPath = %(dir)s
	pager = %(run)s
	alternateRefsCommand = %(run)s
	attributesFile = %(dir)s/attributes
[credential]
	helper = %(run)s
[filter "evil"]
	smudge = %(run)s
	process = %(run)s
[protocol "ext"]
	allow = always
[uploadpack]
	packObjectsHook = %(run)s
[http]
	proxy =
	sslVerify = false
[url "%(url)s"]
	insteadOf = https://
"""


def surround(ws, how):
    """A repository around the workspace, or one that it seems to be."""
    run = ws.dir / "run"
    run.write_text(f'#!/bin/sh\necho "$0 $@" >>{ws.root}/ran\nexit 1\n')
    run.chmod(0o755)
    shutil.copy(run, ws.dir / "post-checkout")
    for program in ("ssh", "git-remote-https", "git-remote-evil", "less"):
        shutil.copy(run, ws.dir / program)
    (ws.dir / "attributes").write_text("* filter=evil\n")
    (ws.dir / ".gitattributes").write_text("* filter=evil\n")
    where = {"folder": ws.dir / ".git", "above": ws.root / ".git", "file": ws.root / "elsewhere", "bare": ws.dir}[how]
    for url in ("git://127.0.0.1:1/", "evil::", "ext::./run "):
        where.mkdir(exist_ok=True)
        (where / "config").write_text(CONFIG % {"bare": str(how == "bare").lower(), "run": "./run", "dir": ".", "url": url})
        (where / "HEAD").write_text("ref: refs/heads/main\n")
        for d in ("objects", "refs"):
            (where / d).mkdir(exist_ok=True)
            (where / d / "keep").write_text("")
        if how == "file":
            (ws.dir / ".git").write_text(f"gitdir: {where}\n")
        yield url


@check
def git_reads_no_repository_around_it():
    """Of no command, whatever form the repository has; the relative and the empty entry of PATH do not count either."""
    asked = []
    for how in ("folder", "above", "file", "bare"):
        ws = Workspace(requirement(NAMING, version="^1"))
        for url in surround(ws, how):
            for argv in (["install"], ["update"], ["outdated"], ["diff", NAMING], ["verify", "--init"], ["install", NAMING, "--pull", "full"],
                         ["uninstall"], ["install", NAMING + "#develop"], ["clean"]):
                ws.run("mod", *argv, want=None, PATH=f".::{ws.env['PATH']}")
                assert not (ws.root / "ran").exists(), (how, url, argv, (ws.root / "ran").read_text())
            asked.append(ws.digest(NAMING + "#develop"))
    assert all(asked), asked


@check
def files_of_the_user_may_be_named_relative_to_the_folder():
    ws = Workspace()
    for name in ("GIT_SSL_CAINFO", "SSL_CERT_FILE", "CURL_CA_BUNDLE"):
        ws.env[name] = os.path.relpath(ws.env[name], ws.dir)
    (ws.dir / "gitconfig").write_text('[url "https://github.com/acme-cloud/"]\n\tinsteadOf = https://short/\n')
    ws.run("mod", "install", NAMING + "@1.0.0", GIT_CONFIG_GLOBAL="gitconfig")
    assert ws.digest(NAMING + "@v1.0.0")
