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


# ---- what it says when it cannot

MEANT = {                                                           # as people write it: what works
    "%s/": "%s", "https://%s/": "%s", "http://%s": "%s", "HTTPS://%s": "%s", "www.%s": "%s", "%s//": "%s", "%s/@1.0.0": "%s@1.0.0",
    "git://%s": "%s", "ssh://git@%s": "%s", "git+https://%s": "%s", "https://user:secret@%s.git": "%s", "%s?tab=readme-ov-file": "%s",
    "git@github.com:acme-cloud/powerpipe-mod-naming": "%s", "git@github.com:acme-cloud/powerpipe-mod-naming.git": "%s",
    "git@github.com:acme-cloud/powerpipe-mod-naming.git@1.0.0": "%s@1.0.0", "ssh://git@github.com:22/acme-cloud/powerpipe-mod-naming.git": "%s",
    "github.com:acme-cloud/powerpipe-mod-naming": "%s", "https://GitHub.com/acme-cloud/powerpipe-mod-naming": "%s",
    "acme-cloud/powerpipe-mod-naming": "%s", "%s/tree/develop": "%s#develop", "https://%s/tree/v1.0.0": "%s@v1.0.0", "%s/blob/main/mod.pp": "%s",
    "%s/-/tree/develop": "%s#develop", "%s/src/branch/develop": "%s#develop", "https://%s/releases/tag/v1.1.0": "%s@v1.1.0", "%s/issues": "%s",
}


@check
def addresses_of_browsers_and_clones_are_told_how_to_be_written():
    """What the hint says is run as it is, and works."""
    commands = set()
    for written, works in MEANT.items():
        ws = Workspace()
        _, text = ws.run("mod", "install", written.replace("%s", NAMING), want=62)
        said = re.findall(r"a mod is named by the host and path of its repository: pipelite mod install (\S+)\n", text)
        assert said == [works.replace("%s", NAMING)], (written, text)
        commands.add(said[0])
        assert not (ws.dir / ".powerpipe/mods").exists()
    for command in commands:
        Workspace().run("mod", "install", command)
    for name in ("naming", "github.com/acme-cloud/powerpipe-mod-gone", "github.com/a/../b", "-x", "a\\b", "ssh://x"):
        _, text = Workspace().run("mod", "install", "--", name, want=62)
        assert "a mod is named by" not in text, (name, text)
    ws = Workspace('mod "estate" {\n  require {\n    mod "https://%s/" { version = "1.0.0" }\n  }\n}\n' % NAMING)
    _, text = ws.run("mod", "install", want=62)
    assert f'a mod is named by the host and path of its repository: "{NAMING}"' in text and "mod.pp:3" in text, text


@check
def other_commands_know_what_is_meant_too():
    ws = Workspace()
    ws.run("mod", "install", NAMING + "@1.0.0")
    for argv, code in ((["update", NAMING + "/"], 255), (["update", "http://" + NAMING], 255), (["uninstall", NAMING + ".git"], 0)):
        _, text = ws.run("mod", *argv, want=code)
        assert f"did you mean {NAMING}?" in text, text
    _, text = Workspace().run("mod", "install", NAMING + ".git@1.0.0")
    assert f"pipelite mod install {NAMING}\n" in text and "Installed 1 mod" in text, text


@check
def pre_releases_alone_are_offered_with_the_command_that_works():
    name = "git.example.com/pre/only"
    for tag in ("v1.0.0-alpha.1", "v1.0.0-rc.10", "v1.0.0-rc.2"):
        release(name, mod_file("only"), tag)
    for arg in ("", "@^1", "@latest", "@>=1.0.0-0"):
        _, text = Workspace().run("mod", "install", name + arg, want=62)
        assert "only pre-releases" in text and text.rstrip().endswith(f"pipelite mod install {name}@1.0.0-rc.10"), text
    Workspace().run("mod", "install", name + "@1.0.0-rc.10")
    parent = "git.example.com/pre/parent"
    release(parent, mod_file("parent", (name, "version", "*")), "v1.0.0")
    _, text = Workspace().run("mod", "install", parent, want=62)
    assert "1.0.0-rc.10" in text and "pipelite mod install" not in text, text
    real = f"{NAMING}@>=2.1.0-0"
    _, text = Workspace().run("mod", "install", real, want=62)
    assert f"pipelite mod install {NAMING}@2.1.0+build.5" in text, text


@check
def no_message_names_the_folder_of_a_running_command():
    broken = "git.example.com/pre/broken"
    release(broken, 'mod "broken" {\n  title = "not\n', "v1.0.0")
    blind = "git.example.com/pre/blind"
    release(blind, mod_file("blind", (broken, "version", "*")), "v1.0.0")
    for argv in (["install", broken], ["install", blind], ["install", "--force", blind], ["diff", broken, broken + "@1.0.0"], ["update"]):
        ws = Workspace('mod "estate" {\n  require {\n    mod "%s" { version = "*" }\n  }\n}\n' % broken if argv[0] == "update" else mod_file("estate"))
        _, text = ws.run("mod", *argv, want=None)
        assert ".mods." not in text and f"{broken}@v1.0.0/mod.pp:2" in text, (argv, text)
