"""One scenario for each of our commands and flags, and for each hint after an error (mod-management.md 18, 19). Checks of
mod_world.py."""
import json, os, shutil, subprocess

from mod_world import BINARY, MOD, NAMING, SECRET, Workspace, behave, check, commit, forge, host, seen, work

TAGGING = "github.com/acme-cloud/powerpipe-mod-tagging"
COMPLIANCE = "github.com/acme-cloud/powerpipe-mod-compliance"


def says(text, *wanted):
    for w in wanted:
        assert w in text, f"{w!r} is not in {text!r}"


def asks_nobody(ws, *argv, want=0, **env):
    seen.clear()
    _, text = ws.run(*argv, want=want, **env)
    assert not seen, (argv, seen)
    return text


# ---- commands and flags

@check
def offline_uses_what_is_there_and_says_what_is_missing():
    ws = Workspace()
    ws.run("mod", "install", NAMING + "@1.0.0")
    shutil.rmtree(ws.dir / ".powerpipe")
    asks_nobody(ws, "mod", "install", "--offline")                          # from the mirror
    assert ws.digest(NAMING + "@v1.0.0")
    says(asks_nobody(ws, "mod", "install", TAGGING + "@1.0.0", "--offline", want=62), TAGGING, "mod install")
    says(asks_nobody(ws, "mod", "install", TAGGING + "@1.0.0", want=62, PIPELITE_OFFLINE="1"), TAGGING)
    asks_nobody(ws, "mod", "update", "--offline", want=None)
    asks_nobody(ws, "mod", "outdated", "--offline", want=None)
    assert ws.lock()["estate"][NAMING]["version"] == "1.0.0" and TAGGING not in ws.lock()["estate"]


@check
def from_installs_what_vendor_copied():
    ws = Workspace()
    ws.run("mod", "install", COMPLIANCE)
    ws.run("mod", "verify", "--init")
    asks_nobody(ws, "mod", "vendor", "../bundle")
    bundle = ws.root / "bundle"
    assert (bundle / ".mod.cache.json").read_text() == (ws.dir / ".mod.cache.json").read_text()
    assert (bundle / ".mod.sum").read_text() == (ws.dir / ".mod.sum").read_text()
    for argv, env in ((["--from", "../bundle"], {}), ([], {"PIPELITE_FROM": "../bundle"})):
        other = Workspace((ws.dir / "mod.pp").read_text())
        shutil.copytree(bundle, other.root / "bundle")
        asks_nobody(other, "mod", "install", *argv, **env)
        assert other.lock() == ws.lock() and not other.shadows()
        for mods in ws.lock().values():
            for name, e in mods.items():
                assert other.digest(f"{name}@v{e['version']}") == ws.digest(f"{name}@v{e['version']}")
    says(ws.run("mod", "install", "--from", "../nowhere", want=62)[1], "nowhere")


@check
def vendor_leaves_workspaces_alone():
    ws = Workspace()
    ws.run("mod", "install", COMPLIANCE)
    before = sorted(str(p) for p in ws.dir.rglob("*"))
    for argv in (".", ".."):
        says(asks_nobody(ws, "mod", "vendor", argv, want=255), "holds a mod")
    assert sorted(str(p) for p in ws.dir.rglob("*")) == before
    assert "workspace" not in asks_nobody(ws, "mod", "vendor", ".bundle")
    says(asks_nobody(ws, "mod", "vendor", "a/b"), "add 'a/b/**' to .powerpipeignore")
    (ws.dir / ".powerpipeignore").write_text("a/b/**\n")
    assert "workspace" not in asks_nobody(ws, "mod", "vendor", "a/b")
    asks_nobody(ws, "check")


@check
def max_size_ends_a_mod_that_is_larger():
    commit("github.com/large/mod", [MOD] + [("100644", f"data{i}.txt", "x" * 100_000) for i in range(10)])
    ws = Workspace()
    for argv, env in ((["--max-size", "500kB"], {}), ([], {"PIPELITE_MAX_SIZE": "500kB"})):
        _, text = ws.run("mod", "install", "github.com/large/mod", *argv, want=62, **env)
        says(text, "github.com/large/mod")
        assert not ws.lock() and not ws.shadows()
    says(ws.run("mod", "install", "--max-size", "many", want=62)[1], "--max-size is a size such as")
    ws.run("mod", "install", "github.com/large/mod", "--max-size", "2MB")


@check
def half_a_gigabyte_is_refused_by_its_size():
    """One blob of zeros named 500 times: small to store and to send, 500 MB when it is checked out."""
    name = "github.com/huge/mod"
    repo = forge.Repository(work / "repos" / f"{name}.git", create=True)
    blob = forge.git(repo.path, "hash-object", "-w", "--stdin", stdin=bytes(1_000_000))
    text = forge.git(repo.path, "hash-object", "-w", "--stdin", stdin=MOD[2].encode())
    lines = [f"100644 blob {text}\tmod.pp"] + [f"100644 blob {blob}\tz{i:03}" for i in range(500)]
    tree = forge.git(repo.path, "mktree", stdin=("\n".join(lines) + "\n").encode())
    new = forge.git(repo.path, "commit-tree", tree, "-m", "Release", date=1_700_000_000)
    forge.git(repo.path, "update-ref", "refs/heads/main", new)
    repo.tag("v1.0.0", new)
    ws = Workspace()
    ws.run("mod", "install", name, "--max-size", "100MB", want=62)
    assert not ws.lock() and not ws.shadows()
    used = sum(p.stat().st_size for p in ws.root.rglob("*") if p.is_file())
    assert used < 50_000_000, used


@check
def locked_takes_the_lock_and_nothing_else():
    ws = Workspace()
    says(ws.run("mod", "install", NAMING + "@1.0.0", "--locked", want=62)[1], "lock")
    assert not ws.lock() and ws.digest(NAMING + "@v1.0.0") is None
    ws.run("mod", "install", NAMING + "@1.0.0")
    lock = (ws.dir / ".mod.cache.json").read_text()
    shutil.rmtree(ws.dir / ".powerpipe")
    ws.run("mod", "install", PIPELITE_LOCKED="1")
    assert (ws.dir / ".mod.cache.json").read_text() == lock and ws.digest(NAMING + "@v1.0.0")


@check
def verify_names_each_file():
    ws = Workspace()
    ws.run("mod", "install", NAMING + "@1.0.0")
    says(ws.run("mod", "verify", want=None)[1], "mod verify --init")
    says(asks_nobody(ws, "mod", "verify", "--init"), "Wrote .mod.sum for 1 mod")
    assert json.loads(asks_nobody(ws, "mod", "verify", "--init", "--output", "json")) == {"mods": 1}
    asks_nobody(ws, "mod", "verify")
    top = ws.dir / ".powerpipe/mods" / (NAMING + "@v1.0.0")
    (top / "README.md").write_text("other\n"), (top / "new.pp").write_text("# new\n"), (top / "queries/prefix.pp").unlink()
    says(asks_nobody(ws, "mod", "verify", want=1), "README.md", "new.pp", "queries/prefix.pp")
    json.loads(ws.run("mod", "verify", "--output", "json", want=1)[1])


@check
def sums_refuse_a_version_with_other_content():
    name = "github.com/moved/tag"
    commit(name, [MOD])
    ws = Workspace()
    ws.run("mod", "install", name)
    ws.run("mod", "verify", "--init")
    repo = forge.Repository(work / "repos" / f"{name}.git")
    new = repo.commit("main", {"mod.pp": MOD[2] + "# another\n"}, 1_700_000_100)
    repo.tag("v1.0.0", new)
    before = ws.digest(name + "@v1.0.0")
    says(ws.run("mod", "install", "--pull", "full", want=62)[1], name)
    assert ws.digest(name + "@v1.0.0") == before


@check
def looking_asks_nobody_and_speaks_json():
    ws = Workspace()
    ws.run("mod", "install", COMPLIANCE, NAMING + "@1.1.0")
    for argv, wanted in ((["tree"], "compliance"), (["tree", "--depth", "1"], "compliance"), (["tree", "--duplicates"], "naming"),
                         (["why", NAMING], "mod.pp:"), (["list"], "naming")):
        says(asks_nobody(ws, "mod", *argv), wanted)
        data = json.loads(asks_nobody(ws, "mod", *argv, "--output", "json"))
        assert data, argv
    says(asks_nobody(ws, "mod", "why", "github.com/no/such", want=1), "no mod requires")


@check
def outdated_and_update_diff_say_what_would_change():
    ws = Workspace('mod "estate" {\n  require {\n    mod "%s" { version = "^1" }\n  }\n}\n' % NAMING)
    ws.run("mod", "install", NAMING + "@1.0.0")
    (ws.dir / "mod.pp").write_text((ws.dir / "mod.pp").read_text().replace('"1.0.0"', '"^1"'))
    says(ws.run("mod", "outdated", "--exit-code", want=1)[1], "1.0.0", "1.2.0", "2.0.0")
    lock = (ws.dir / ".mod.cache.json").read_text()
    _, text = ws.run("mod", "update", "--dry-run", "--diff")
    says(text, "Would upgrade", "bucket_prefix", "sql")
    json.loads(ws.run("mod", "diff", NAMING, "--output", "json")[1])
    assert (ws.dir / ".mod.cache.json").read_text() == lock and ws.digest(NAMING + "@v1.2.0") is None and not ws.shadows()
    says(ws.run("mod", "diff", NAMING + "@1.0.0", NAMING + "@1.1.0", "--exit-code", want=1)[1], "bucket_prefix")
    ws.run("mod", "diff", NAMING + "@1.0.0", NAMING + "@1.0.0", "--exit-code")


@check
def clean_removes_mirrors_and_left_over_shadows():
    ws = Workspace()
    ws.run("mod", "install", NAMING + "@1.0.0")
    shadow, foreign = ws.dir / ".powerpipe/.mods.999999999.0123abcd", ws.dir / ".powerpipe/.mods.mine"
    shadow.mkdir(), foreign.mkdir()
    (shadow / "x").write_text("x" * 5000)
    mirrors = ws.home / ".powerpipe/cache/git"
    assert any(mirrors.iterdir())
    text = asks_nobody(ws, "mod", "clean")
    assert "B" in text and not shadow.exists() and foreign.exists() and not (mirrors.exists() and any(mirrors.iterdir())), text
    json.loads(asks_nobody(ws, "mod", "clean", "--output", "json"))
    assert ws.digest(NAMING + "@v1.0.0")


@check
def what_is_installed_outlives_a_stray_mod_file_above_it():
    """A folder with a mod file that nobody requires is surplus, but not with all that lies below."""
    ws = Workspace()
    ws.run("mod", "install", NAMING + "@1.0.0")
    stray = ws.dir / ".powerpipe/mods/github.com/mod.pp"
    stray.write_text(MOD[2])
    ws.run("mod", "install", TAGGING + "@0.1.0")
    ws.run("mod", "update")
    assert ws.digest(NAMING + "@v1.0.0") and ws.digest(TAGGING + "@v0.1.0") and stray.exists()
    ws.run("query", "list")


@check
def under_the_other_name_ours_are_hidden():
    ws = Workspace()
    real = ws.root / "powerpipe"
    real.symlink_to(BINARY)
    for argv in (["mod", "--help"], ["mod", "install", "--help"], ["mod", "update", "--help"]):
        p = subprocess.run([real, *argv], cwd=ws.dir, env=ws.env, capture_output=True, text=True)
        for word in ("verify", "vendor", "outdated", "--locked", "--offline", "--max-size", "--from", "--diff"):
            assert word not in p.stdout, (argv, word)


# ---- hints

@check
def errors_help():
    rows = [
        ("no version", [NAMING + "@^7"], ["nearest releases", "2.1.0"]),
        ("a tag that looks like a version", [NAMING + "@v1.1.0x"], ["did you mean @v1.1.0?"]),
        ("no branch", [NAMING + "#devel"], ["branches that are there", "develop", "main"]),
        ("no token", [SECRET], ["POWERPIPE_GIT_TOKEN", "not set"]),
    ]
    for what, argv, wanted in rows:
        ws = Workspace()
        says(ws.run("mod", "install", *argv, want=62)[1], *wanted)
        (ws.root / "powerpipe").symlink_to(BINARY)
        p = subprocess.run([ws.root / "powerpipe", "mod", "install", *argv], cwd=ws.dir, env=ws.env, capture_output=True, text=True)
        assert not any(w in p.stderr for w in wanted[:1] if w not in ("POWERPIPE_GIT_TOKEN",)), (what, p.stderr)
    says(Workspace().run("mod", "install", SECRET, want=62, POWERPIPE_GIT_TOKEN="wrong")[1], "POWERPIPE_GIT_TOKEN is set, but was not accepted")


@check
def errors_name_who_requires_what_and_where():
    ws = Workspace('mod "estate" {\n  title = "Estate"\n  require {\n    mod "%s" { version = "^7" }\n  }\n}\n' % NAMING)
    says(ws.run("mod", "install", want=62)[1], "required by estate", f"{ws.dir}/mod.pp:4")
    ws = Workspace()
    _, text = ws.run("mod", "install", "github.com/acme-cloud/powerpipe-mod-impossible", want=62)
    says(text, "impossible@v1.0.0", "mod.pp:", NAMING, "^7")


@check
def a_name_that_is_nearly_one_of_ours():
    ws = Workspace()
    ws.run("mod", "install", NAMING + "@1.0.0")
    says(ws.run("mod", "install", NAMING[:-1], want=62)[1], f"did you mean {NAMING}?")


@check
def a_newer_program_is_named_with_ours():
    ws = Workspace('mod "estate" {\n  require {\n    powerpipe { min_version = "99.0.0" }\n  }\n}\n')
    version = ws.run("--version")[1].split("v")[-1].strip()
    text = asks_nobody(ws, "mod", "install", want=62)
    says(text, "powerpipe version 1.5.2 does not satisfy", "99.0.0", f"pipelite {version}", "1.5.2")
    (ws.root / "powerpipe").symlink_to(BINARY)
    p = subprocess.run([ws.root / "powerpipe", "mod", "install"], cwd=ws.dir, env=ws.env, capture_output=True, text=True)
    assert "pipelite" not in p.stderr and p.returncode == 62, p.stderr


@check
def a_missing_mod_is_named_with_the_command():
    ws = Workspace('mod "estate" {\n  require {\n    mod "%s" { version = "^1" }\n  }\n}\n' % NAMING)
    says(asks_nobody(ws, "query", "list", want=255), NAMING, "mod install")
