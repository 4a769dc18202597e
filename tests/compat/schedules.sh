#!/usr/bin/env bash
# schedules: what cron, systemd and Kubernetes would start records a run and tells of it
set -euo pipefail
exec python3 - "$(realpath "$1")" "$(realpath "$(dirname "$0")/../..")" <<'PY'
import os, re, shlex, shutil, sqlite3, subprocess, sys, tempfile
import yaml

program, root = sys.argv[1:]
dist, suite = f"{root}/dist", f"{root}/tests/golden/suites/own-history"
work = tempfile.mkdtemp()
failed = []


def check(claim, truth, *shown):
    if not truth:
        failed.append(claim)
        print("FAIL", claim, *shown)


def prepare(name):
    """A workspace with a benchmark `baseline`, and a hook that keeps what it is told."""
    place = f"{work}/{name}"
    os.makedirs(f"{place}/bin")
    text = open(f"{suite}/mods/shop/mod.pp").read().replace('"daily"', '"baseline"').replace('"Shop"', f'"Shop"\n  database = "sqlite://{place}/shop.db"')
    open(f"{place}/mod.pp", "w").write(text)
    sqlite3.connect(f"{place}/shop.db").executescript(open(f"{suite}/shop.sql").read())
    open(f"{place}/taker", "w").write(f"#!/bin/sh\ncat >{place}/taken\n")
    os.chmod(f"{place}/taker", 0o700)
    open(f"{place}/hook", "w").write(f"exec:{place}/taker\n")
    os.symlink(program, f"{place}/bin/pipelite")
    return place


def run(name, argv, place, codes, shell=False):
    environment = {"HOME": work, "PATH": f"{place}/bin:{os.environ['PATH']}", "POWERPIPE_UPDATE_CHECK": "false"}
    done = subprocess.run(argv, shell=shell, env=environment, cwd=work, capture_output=True, text=True)
    check(f"{name}: its code is no failure", done.returncode in codes, done.returncode, done.stderr)
    check(f"{name}: it prints nothing", not done.stdout and not done.stderr, done.stdout, done.stderr)
    store = sqlite3.connect(f"{place}/.powerpipe/history.db")
    check(f"{name}: a run is recorded", store.execute("select target, status from run").fetchall() == [("shop.benchmark.baseline", "complete")], store.execute("select target, status from run").fetchall())
    check(f"{name}: and told", os.path.exists(f"{place}/taken"))


place = prepare("cron")
lines = [line for line in open(f"{dist}/pipelite.cron") if line.strip() and not line.startswith("#")]
given = dict(line.strip().split("=", 1) for line in lines if re.match(r"[A-Z]+=", line))
job = [line.split(None, 6) for line in lines if re.match(r"[0-9]", line)]
check("cron: one job", len(job) == 1 and job[0][5] == "pipelite", job)
run("cron", job[0][6].replace("$WORKSPACE", place).replace("$BENCHMARK", given["BENCHMARK"]).replace("/etc/pipelite/hook", f"{place}/hook"), place, (0, 1), shell=True)

place = prepare("systemd")
service = dict(line.strip().split("=", 1) for line in open(f"{dist}/pipelite-run@.service") if re.match(r"[A-Z]\w+=", line))
start = service["ExecStart"].replace("%I", "baseline").replace("/srv/pipelite/workspace", place).replace("/etc/pipelite/hook", f"{place}/hook").replace("/usr/local/bin/pipelite", program)
run("systemd", shlex.split(start), place, [0, *map(int, service["SuccessExitStatus"].split())])
check("systemd: the workspace can be written", service["ReadWritePaths"] == "/srv/pipelite/workspace")
if shutil.which("systemd-analyze"):
    units = f"{work}/units"
    os.mkdir(units)
    for name in ("pipelite-run@.service", "pipelite-run@.timer"):
        text = open(f"{dist}/{name}").read().replace("/usr/local/bin/pipelite", program)
        open(f"{units}/{name}", "w").write(text)
    done = subprocess.run(["systemd-analyze", "verify", "--man=no", f"{units}/pipelite-run@baseline.timer"], capture_output=True, text=True, env={**os.environ, "SYSTEMD_UNIT_PATH": f"{units}:"})
    check("systemd: the units are sound", "pipelite-run" not in done.stderr, done.stderr)

place = prepare("kubernetes")
job = yaml.safe_load(open(f"{dist}/cronjob.yaml"))
pod = job["spec"]["jobTemplate"]["spec"]["template"]["spec"]
server = [part for part in yaml.safe_load_all(open(f"{dist}/kubernetes.yaml")) if part["kind"] == "Deployment"][0]["spec"]["template"]["spec"]
volume = {v["name"]: v for v in server["volumes"]}["mods"]
check("kubernetes: the volume is that of the server", {v["name"]: v for v in pod["volumes"]}["mods"] == volume, volume)
arguments = [a.replace("/mods", place).replace("/secrets", place).replace("/tmp/pipelite", f"{work}/install") for a in pod["containers"][0]["args"]]
run("kubernetes", [program, *arguments], place, (0,))
shutil.rmtree(work)
sys.exit(bool(failed))
PY
