#!/usr/bin/env bash
# notices: receivers are told what a recorded run has changed, once, in their form, and nobody else
set -euo pipefail
exec python3 - "$(realpath "$1")" "$(realpath "$(dirname "$0")/../golden/suites/own-history")" <<'PY'
import http.server, json, os, sqlite3, stat, subprocess, sys, tempfile, threading

program, suite = sys.argv[1:]
work = tempfile.mkdtemp()
failed = []
told = []  # (path, headers, body)
answers = {}  # path -> statuses to give, then 200


class Receiver(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        told.append((self.path, dict(self.headers), self.rfile.read(int(self.headers["Content-Length"]))))
        status = answers.get(self.path, []).pop(0) if answers.get(self.path) else 200
        self.send_response(status)
        if status == 302:
            self.send_header("Location", "/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
threading.Thread(target=server.serve_forever, daemon=True).start()
here = f"http://127.0.0.1:{server.server_address[1]}"
mod = os.path.join(work, "shop")
os.mkdir(mod)
open(f"{mod}/mod.pp", "w").write(open(f"{suite}/mods/shop/mod.pp").read())
sqlite3.connect(f"{mod}/shop.db").executescript(open(f"{suite}/shop.sql").read())
environment = {"HOME": work, "PATH": os.environ["PATH"], "POWERPIPE_UPDATE_CHECK": "false"}


def check(claim, truth, *shown):
    if not truth:
        failed.append(claim)
        print("FAIL", claim, *shown)


def run(*more, back="open", record=True, status=None):
    told.clear()
    argv = [program, "benchmark", "run", "daily", "--database", "sqlite://shop.db", "--output", "none", "--progress=false", f"--var=back={back}"]
    done = subprocess.run([*argv, *(["--record"] if record else []), *more], cwd=mod, env=environment, capture_output=True, text=True)
    if status is not None:
        check(f"status {status}", done.returncode == status, done.returncode, done.stderr)
    return done


run("--notify", here, "--public-url", "https://page.example/", status=1)
check("the first run tells what is open", len(told) == 1, told)
path, headers, body = told[0]
notice = json.loads(body)
check("it says so", notice["run"]["first"] and notice["sums"]["new"] == 1 and notice["version"] == 1, notice)
check("findings have their words", notice["new"][0] == {"control": "shop.control.doors", "title": "Doors are shut", "severity": "high", "resource": "back", "dimensions": {"side": "yard"}, "status": "alarm", "reason": "it is open"}, notice["new"])
check("and a link", notice["url"].startswith("https://page.example/"), notice["url"])
check("a key tells repeats", headers["Idempotency-Key"].startswith("pipelite-1-"), headers)

run("--notify", here, status=1)
check("nothing new, nothing told", not told, told)
run("--notify", here, "--notify-always", status=1)
check("but always", len(told) == 1 and json.loads(told[0][2])["sums"]["new"] == 0, told)

environment["HOOK"] = f"slack+{here}/slack"
secret = os.path.join(work, "teams")
open(secret, "w").write(f"teams+{here}/teams\n")
taker = os.path.join(work, "taker")
open(taker, "w").write(f"#!/bin/sh\ncat >{work}/taken\n")
os.chmod(taker, stat.S_IRWXU)
run("--notify", "env:HOOK", "--notify", f"file:{secret}", "--notify", f"exec:{taker}", back="shut", status=0)
forms = {path: json.loads(body) for path, _, body in told}
check("Slack has text", "0 new, 1 fixed" in forms["/slack"]["text"] and "high: Doors are shut: it is shut" in forms["/slack"]["text"], forms)
check("Teams has a card", forms["/teams"]["attachments"][0]["content"]["body"][0]["type"] == "TextBlock", forms)
check("a program reads JSON", json.load(open(f"{work}/taken"))["fixed"][0]["resource"] == "back")

answers["/again"] = [503, 500]
run("--notify", f"{here}/again", back="ajar", status=1)
check("our form is sent again", len(told) == 3 and len({h["Idempotency-Key"] for _, h, _ in told}) == 1, told)
answers["/chat"] = [500, 500, 500]
done = run("--notify", f"slack+{here}/chat", back="shut", status=0)
check("a chat is not told twice", len(told) == 1, told)
check("and that is a warning without the address", "--notify, target 1: it answered with status 500" in done.stderr and "/chat" not in done.stderr, done.stderr)
answers["/moved"] = [302]
done = run("--notify", f"{here}/moved", status=1)
check("redirects are not followed", [path for path, _, _ in told] == ["/moved"] and "302" in done.stderr, told, done.stderr)
done = run("--notify", "http://192.0.2.1/x", back="shut", status=0)
check("other machines need TLS", "target 1" in done.stderr and "http" in done.stderr.lower(), done.stderr)
done = run("--notify", "exec:/no/such/program", status=1)
check("a program that is not there", "cannot run its program: no such file" in done.stderr.lower(), done.stderr)

for target, why in (("ftp://x", "is none of https://"), ("env:NONE", "the environment has no value for it: NONE"), ("file:/no/such/file", "cannot read its file")):
    done = run("--notify", target)
    check(f"{target} is refused before anything runs", done.returncode not in (0, 1) and why in done.stderr, done.returncode, done.stderr)
done = run("--notify", here, record=False)
check("it needs a recorded run", "add --record" in done.stderr and not told, done.stderr)
subprocess.run(["rm", "-rf", work])
sys.exit(bool(failed))
PY
