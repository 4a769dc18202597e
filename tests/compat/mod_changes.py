"""What a command says that it changed (mod-management.md 14.1), and what it says when it cannot. Checks of mod_world.py."""
import re, subprocess

from mod_world import BINARY, NAMING, Workspace, check, forge, work

HOST = "git.example.com/chain"


def mod_file(short, *needs):
    return 'mod "%s" {\n  title = "%s"\n%s}\n' % (short, short, "".join(
        f'  require {{\n    mod "{name}" {{\n      {kind} = "{value}"\n    }}\n  }}\n' for name, kind, value in needs))


def release(name, text, tag=None, branch="main"):
    repo = forge.Repository(work / "repos" / f"{name}.git", create=not (work / "repos" / f"{name}.git").exists())
    new = repo.commit(branch, {"mod.pp": text}, 1_700_000_000)
    if tag:
        repo.tag(tag, new)


def chain(name):
    """top 1.0 and 2.0 -> middle 1.0 -> low 1.0; top 3.0 -> middle 2.0 -> low 1.0; top 4.0 -> low by branch; top 5.0 without any."""
    top, middle, low = (f"{HOST}/{name}-{n}" for n in ("top", "middle", "low"))
    release(low, mod_file("low"), "v1.0.0")
    release(low, mod_file("low"), branch="develop")
    release(middle, mod_file("middle", (low, "version", "1.0.0")), "v1.0.0")
    release(middle, mod_file("middle", (low, "version", "1.0.0")), "v2.0.0")
    for tag, need in (("v1.0.0", (middle, "version", "1.0.0")), ("v2.0.0", (middle, "version", "1.0.0")),
                      ("v3.0.0", (middle, "version", "2.0.0")), ("v4.0.0", (low, "branch", "develop")), ("v5.0.0", None)):
        release(top, mod_file("top", *([need] if need else [])), tag)
    return top, middle, low


def sections(text):
    """{verb: [the last names of the tree's paths]}, and the numbers that the headings have."""
    found, verb, path = {}, None, []
    for line in text.splitlines():
        heading = re.fullmatch(r"(Installed|Upgraded|Downgraded|Uninstalled|Would \w+) (\d+) mods?:", line)
        if heading:
            verb = heading.group(1)
            found[verb] = (int(heading.group(2)), [])
        name = re.search(r"(?:└──|├──) (\S+)", line)
        if verb and name:
            found[verb][1].append(name.group(1).rsplit("/", 1)[1])
    return found


@check
def what_did_not_change_is_not_mentioned():
    """Powerpipe says `Upgraded 1 mod` when what a mod requires stays as it was, at any depth and in both directions."""
    top, middle, low = chain("stay")
    for argv in (["install", top + "@2.0.0"], ["install", top + "@2.0.0", "--pull", "full"], ["install", top + "@2.0.0", "--pull", "minimal"]):
        for name in ("pipelite", "powerpipe"):
            ws = Workspace()
            ws.run("mod", "install", top + "@1.0.0")
            link = ws.root / name
            link.symlink_to(BINARY)
            done = subprocess.run([str(link), "mod", *argv], cwd=ws.dir, env=ws.env, capture_output=True, text=True)
            text = done.stdout
            assert sections(text) == {"Upgraded": (1, ["stay-top@v2.0.0"])}, text
    _, text = ws.run("mod", "install", top + "@1.0.0")
    assert sections(text) == {"Downgraded": (1, ["stay-top@v1.0.0"])}, text
    _, text = ws.run("mod", "install", top + "@3.0.0", "--dry-run")
    assert sections(text)["Would upgrade"] == (2, ["stay-top@v3.0.0", "stay-middle@v2.0.0"]), text
    _, text = ws.run("mod", "install", top + "@3.0.0")
    assert sections(text) == {"Upgraded": (2, ["stay-top@v3.0.0", "stay-middle@v2.0.0"])}, text
    _, text = ws.run("mod", "install", top + "@4.0.0")
    assert sections(text) == {"Installed": (1, ["stay-top@v4.0.0", "stay-low#develop"]), "Upgraded": (1, ["stay-top@v4.0.0"]),
                              "Uninstalled": (2, ["stay-top@v3.0.0", "stay-middle@v2.0.0", "stay-low@v1.0.0"])}, text
    _, text = ws.run("mod", "install", top + "@5.0.0")
    assert sections(text) == {"Upgraded": (1, ["stay-top@v5.0.0"]), "Uninstalled": (1, ["stay-top@v4.0.0", "stay-low#develop"])}, text


@check
def a_version_that_was_written_into_the_lock_file_is_upgraded_alone():
    """The acceptance tests of Powerpipe: the version of the first mod is changed, its folder renamed, its children keep their key."""
    top, middle, low = chain("tamper")
    for keys in (False, True):
        for pull in ("full", "latest", "development", "minimal"):
            ws = Workspace()
            ws.run("mod", "install", top + "@1.0.0")
            lock = ws.dir / ".mod.cache.json"
            text = lock.read_text().replace('"version": "1.0.0",\n      "name": "%s"' % top, '"version": "0.1.0",\n      "name": "%s"' % top)
            lock.write_text(text.replace(top + "@v1.0.0", top + "@v0.1.0") if keys else text)
            folder = ws.dir / ".powerpipe/mods" / (top + "@v1.0.0")
            folder.rename(folder.with_name("tamper-top@v0.1.0"))
            _, text = ws.run("mod", "install", top + "@v1.0.0", "--pull", pull)
            assert sections(text) == {"Upgraded": (1, ["tamper-top@v1.0.0"])}, (keys, pull, text)
            assert set(ws.lock()) == {"estate", top + "@v1.0.0", middle + "@v1.0.0"}


@check
def another_parent_keeps_what_it_has():
    """Two mods require one that moves for one of them only."""
    top, middle, low = chain("share")
    other = f"{HOST}/share-other"
    release(other, mod_file("other", (top, "version", "1.0.0")), "v1.0.0")
    ws = Workspace()
    ws.run("mod", "install", top + "@1.0.0", other)
    _, text = ws.run("mod", "install", top + "@2.0.0")
    assert sections(text) == {"Upgraded": (1, ["share-top@v2.0.0"])}, text
    assert set(ws.lock()) == {"estate", other + "@v1.0.0", top + "@v1.0.0", top + "@v2.0.0", middle + "@v1.0.0"}
    _, text = ws.run("mod", "install", top + "@1.0.0")
    assert sections(text) == {"Downgraded": (1, ["share-top@v1.0.0"])}, text
