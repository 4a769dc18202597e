#!/usr/bin/env bash
# the scenarios CL and AC of the catalogue: commands as users give them, over small mods
set -euo pipefail
if ! command -v python3 >/dev/null; then
    echo "python3 is not installed: skipped"
    [ "${CI:-}" != true ]
    exit
fi
bin=$(realpath "$1") mods=$(realpath "$2/..")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export HOME=$work POWERPIPE_INDEX=off NO_COLOR=1
cat >"$work/play.py" <<'PY'
import concurrent.futures, json, os, re, subprocess, sys

program, mods, work = sys.argv[1:]


def run(mod, *argv, **env):
    done = subprocess.run([program, *argv], cwd=os.path.join(mods, mod) if mod else work, capture_output=True, text=True,
                          stdin=subprocess.DEVNULL, env={**os.environ, **env})
    return done.returncode, done.stdout, done.stderr


def ok(mod, *argv, **env):
    code, out, err = run(mod, *argv, **env)
    assert code == 0 and not err, (mod, argv, code, err)
    return out


def array(mod, *argv, **env):
    return json.loads(ok(mod, *argv, "--output", "json", **env))


KINDS = ("dashboard", "benchmark", "control", "query")
EAGER = {"POWERPIPE_WORKSPACE_PRELOAD": "true"}
PCM = "phased_loading_comparison_mod"

# CL-02, CL-03, CL-08: what is listed can be shown
for kind in KINDS:
    listed = array("simple", kind, "list")
    assert listed and all(r["mod_name"] == "lazy_simple" and r["resource_name"] for r in listed), kind
    for r in listed:
        shown = ok("simple", kind, "show", r["resource_name"])
        assert r["title"] in shown, shown
    plain = ok("simple", kind, "list", "--output", "plain")
    assert plain.startswith("MOD ") and len(plain.splitlines()) >= 2, plain

# CL-04, CL-09, AC-01, AC-02, AC-03: the same with everything loaded first
for mod in "simple", PCM, "behavior_test_mod":
    for kind in KINDS:
        for form in "json", "plain", "pretty":
            lazy = ok(mod, kind, "list", "--output", form, POWERPIPE_WORKSPACE_PRELOAD="false")
            assert lazy == ok(mod, kind, "list", "--output", form, **EAGER), (mod, kind, form)

# CL-05, CL-06, CL-14: what is not there
for argv in [(k, c, "nowhere") for k in ("dashboard", "benchmark", "control") for c in ("show", "run")] + [("query", "show", "nowhere")]:
    code, out, err = run("simple", *argv)
    assert code != 0 and "not found" in err, (argv, code, err)
code, out, err = run("simple", "benchmark", "list", "--mod-location", os.path.join(work, "missing"))
assert code != 0 and err.startswith("Error: "), (code, err)
for argv, word in ((("benchmark", "list", "--nothing"), "unknown flag"), (("nothing",), "no command"),
                   (("benchmark", "nothing"), "no command")):
    code, out, err = run("simple", *argv)
    assert code != 0 and word in err, (argv, code, err)
os.mkdir(os.path.join(work, "bare"))
code, out, err = run(None, "benchmark", "run", "x", "--mod-location", os.path.join(work, "bare"))
assert code == 250 and "mod definition" in err, (code, err)

# CL-07: from elsewhere
assert array(None, "control", "list", "--mod-location", os.path.join(mods, "simple")) == array("simple", "control", "list")

# CL-10: deep, wide, cross references, several mods
for mod in "deep-hierarchy", "wide-hierarchy", "cross-refs", "multi-mod", "behavior_test_mod", "demo":
    for kind in KINDS:
        ok(mod, kind, "list")

# CL-11: help says what there is
for argv, words in (((), ("Usage:", "benchmark", "dashboard", "server")), (("server",), ("--port", "--listen")),
                    (("dashboard",), ("list", "show", "run")), (("benchmark", "run"), ("--output", "--export", "--tag", "--where"))):
    out = ok("simple", *argv, "--help")
    assert all(w in out for w in words), (argv, words)
assert re.fullmatch(r"Pipelite v\d+\.\d+\.\d+\S*\n", ok("simple", "--version"))

# CL-13: five at once
with concurrent.futures.ThreadPoolExecutor(5) as pool:
    assert len(set(pool.map(lambda i: ok("behavior_test_mod", "dashboard", "list"), range(5)))) == 1

# AC-04: every member that describes a resource
for kind in "dashboard", "benchmark":
    for r in array(PCM, kind, "list"):
        for member in ("qualified_name", "resource_name", "mod_name", "file_name", "start_line_number", "end_line_number",
                       "auto_generated", "source_definition", "is_anonymous", "title", "path"):
            assert member in r, (r["qualified_name"], member)

# AC-05: nothing
for kind in KINDS:
    assert array("empty_mod", kind, "list") == []

# AC-06, AC-07: tags that are worked out
tags = {r["resource_name"]: r["tags"] for r in array("variable_tags_mod", "dashboard", "list")}
assert tags == {r["resource_name"]: r["tags"] for r in array("variable_tags_mod", "dashboard", "list", **EAGER)}
assert "${" not in json.dumps(tags)
assert tags["literal_tags"] == {"type": "literal", "category": "test"}
assert tags["merged_tags"] == {"service": "billing", "owner": "finance", "category": "merged", "label": "billing-finance"}

# AC-08, AC-09, AC-10: counts, tags, titles, descriptions
lists = {kind: {r["resource_name"]: r for r in array(PCM, kind, "list")} for kind in KINDS}
assert [len(lists[k]) for k in KINDS] == [3, 3, 3, 0], lists
full = {"service": "test_service", "category": "comparison"}
assert lists["dashboard"]["dashboard_with_tags"]["tags"] == {**full, "type": "dashboard"}
assert lists["benchmark"]["benchmark_with_tags"]["tags"] == {**full, "type": "benchmark"}
assert not lists["dashboard"]["dashboard_without_tags"].get("tags") and not lists["dashboard"]["dashboard_with_empty_tags"].get("tags")
assert all(r["title"] for kind in KINDS for r in lists[kind].values())
assert lists["dashboard"]["dashboard_with_tags"]["description"] == "Dashboard for the comparison of phases"
assert lists["control"]["control_one"]["tags"] == {"control_type": "test"} and not lists["control"]["control_three"].get("tags")

# AC-11, AC-12, AC-13: full names, which can be shown
for kind in KINDS[:3]:
    rows = [line.split() for line in ok(PCM, kind, "list", "--output", "plain").splitlines()[1:]]
    assert rows, kind
    for row in rows:
        assert re.fullmatch(r"phased_loading_comparison\.%s\.[a-z_]+" % kind, row[1]), row
        ok(PCM, kind, "show", row[1])
    for r in lists[kind].values():
        assert re.fullmatch(r"phased_loading_comparison\.%s\.[a-z_]+" % kind, r["qualified_name"])

# AC-14: detections
assert all(r["type"] == "detection" if "type" in r else True for r in array("demo", "detection", "list"))
table = ok("demo", "benchmark", "list", "--output", "plain")
assert table == ok("demo", "benchmark", "list", "--output", "plain", **EAGER)
assert any(line.split()[-1] == "detection" for line in table.splitlines()[1:]), table
assert ok("demo", "dashboard", "detectionbenchmark", "list") == ok("demo", "dashboard", "detectionbenchmark", "list", **EAGER)
PY
python3 "$work/play.py" "$bin" "$mods" "$work"
