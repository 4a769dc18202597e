"""What the tests of mod commands share: a host of repositories, a workspace, a list of checks. Run by mods.sh:

    mods_main.py <binary> [GLOB ...]

The host is that of tests/golden/mod-install, with answers of its own where a check says so. Needs git and openssl; checks that
kill a command or fail its system calls need strace and are skipped without it. A check returns a note, or nothing.
"""
import fnmatch, hashlib, json, os, shutil, subprocess, sys, tempfile, time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "golden/mod-install"))
sys.dont_write_bytecode = True
import fixtures, forge                                                     # noqa: E402

BINARY = Path(sys.argv[1]).resolve()
NAMING = "github.com/acme-cloud/powerpipe-mod-naming"
SECRET = "github.com/private/powerpipe-mod-secrets"

work = Path(tempfile.mkdtemp(prefix="mod-faults-"))
fixtures.build(work / "repos")
host = forge.Forge(work / "forge", work / "repos", fixtures.HOSTS)
handler = host.server.RequestHandlerClass
serve, seen, behave = handler._serve, [], [None]


def hooked(self, body):
    seen.append((self.host, self.path, self.headers.get("Authorization")))
    if not behave[0] or not behave[0](self):
        serve(self, body)


handler._serve = hooked
checks = []


def check(f):
    checks.append(f)
    return f


class Workspace:
    def __init__(self, mod_file='mod "estate" {\n  title = "Estate"\n}\n'):
        self.root = Path(tempfile.mkdtemp(dir=work))
        self.dir, self.home = self.root / "estate", self.root / "home"
        self.dir.mkdir(), self.home.mkdir()
        (self.dir / "mod.pp").write_text(mod_file)
        self.env = {"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": str(self.home), "LANG": "C.UTF-8",
                    "POWERPIPE_INSTALL_DIR": str(self.home / ".powerpipe"), **host.environment()}

    def start(self, *argv, before=(), **env):
        return subprocess.Popen([*before, str(BINARY), *argv], cwd=self.dir, env={**self.env, **env}, stdin=subprocess.DEVNULL,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def run(self, *argv, want=0, before=(), **env):
        p = self.start(*argv, before=before, **env)
        out, err = p.communicate(timeout=120)
        if want is not None:
            assert p.returncode == want, f"{argv}: exit {p.returncode}, not {want}: {out}{err}"
        return p.returncode, out + err

    def lock(self):
        path = self.dir / ".mod.cache.json"
        return json.loads(path.read_text()) if path.exists() else {}

    def digest(self, dep_path):
        """The files of an installed mod, or None."""
        top = self.dir / ".powerpipe/mods" / dep_path
        files = sorted(p for p in top.rglob("*") if p.is_file())
        return hashlib.sha256(b"".join(str(p.relative_to(top)).encode() + p.read_bytes() for p in files)).hexdigest() if files else None

    def shadows(self):
        top = self.dir / ".powerpipe"
        return [p.name for p in top.iterdir() if p.name.startswith(".mods")] if top.exists() else []


def commit(name, entries, tag="v1.0.0"):
    """A repository of tree entries (mode, path without folders, text) with one release."""
    repo = forge.Repository(work / "repos" / f"{name}.git", create=True)
    lines = [f"{mode} blob {forge.git(repo.path, 'hash-object', '-w', '--stdin', stdin=text.encode())}\t{path}" for mode, path, text in entries]
    tree = forge.git(repo.path, "mktree", stdin=("\n".join(sorted(lines)) + "\n").encode())
    new = forge.git(repo.path, "commit-tree", tree, "-m", "Release", date=1_700_000_000)
    forge.git(repo.path, "update-ref", "refs/heads/main", new)
    repo.tag(tag, new)


MOD = ("100644", "mod.pp", 'mod "m" {\n  title = "M"\n}\n')


def read(path):
    try:
        return path.read_bytes()
    except OSError:
        return b""


def run():
    passed = failed = 0
    for f in checks:
        if sys.argv[2:] and not any(fnmatch.fnmatch(f.__name__, g) for g in sys.argv[2:]):
            continue
        behave[0] = None
        begun = time.time()
        try:
            note = f()
            passed += 1
            print(f" ok  {f.__name__.replace('_', ' ')} ({f'{note}, ' if note else ''}{time.time() - begun:.1f} s)", flush=True)
        except Exception as e:                          # noqa: BLE001
            failed += 1
            print(f"FAIL {f.__name__.replace('_', ' ')}: {type(e).__name__} {str(e)[:1500]}", flush=True)
    host.stop()
    shutil.rmtree(work, ignore_errors=True)
    print(f"{passed} passed, {failed} failed")
    sys.exit(failed > 0)
