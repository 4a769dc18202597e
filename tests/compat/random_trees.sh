#!/usr/bin/env bash
# random benchmarks over random data read back from every format as they were
set -euo pipefail
if ! command -v python3 >/dev/null; then
    echo "python3 is not installed: skipped"
    [ "${CI:-}" != true ]
    exit
fi
bin=$(realpath "$1")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export HOME=$work POWERPIPE_INDEX=off
cat >"$work/play.py" <<'PY'
"""play.py <program> <directory> <seed>: make a mod, run it, compare what other readers find."""
import csv, html.parser, json, os, random, subprocess, sys, unicodedata, xml.etree.ElementTree as etree

program, place, seed = sys.argv[1], sys.argv[2], int(sys.argv[3])
rnd = random.Random(seed)
os.makedirs(place)
os.chdir(place)
csv.field_size_limit(10_000_000)
STATUSES = ["error", "alarm", "info", "ok", "skip"]  # in the order of results
PIECES = ["a", "b", "0", " ", ",", ";", "\"", "'", "<", ">", "&", "]]>", "<!--", "-->", "`", "|", "\\", "\\.",
          "\n", "\t", "\r\n", "{{", "${", "%", "é", "日", "😀", "\u0301", "\u2028", "\u200b", "\x1b[31m", "\x07", "\ufeff", "word "]


def text(most):
    # HCL takes every string for its composed form
    return unicodedata.normalize("NFC", "".join(rnd.choice(PIECES) for _ in range(rnd.randrange(most))))


def quoted(s):
    """As a string of HCL."""
    return json.dumps(s, ensure_ascii=False).replace("${", "$${").replace("%{", "%%{")


def literal(s):
    """As SQL: bytes that no quoting touches."""
    return "cast(x'%s' as text)" % s.encode().hex() if s else "''"


class Control:
    def __init__(self, number):
        self.name = "c%d" % number
        self.title = text(6)
        self.severity = rnd.choice([None, "high", "critical", "low"])
        self.tags = {"t%d" % i: text(5) for i in range(rnd.randrange(3))}
        self.fails = rnd.random() < 0.1
        self.keys = ["d%d" % i for i in range(rnd.randrange(4))]
        self.rows = [] if self.fails else [
            {"status": rnd.choice(STATUSES), "reason": text(12), "resource": text(6), **{k: text(6) for k in self.keys}}
            for _ in range(rnd.randrange(7))]

    def write(self, out):
        out.write('control "%s" {\n  title = %s\n' % (self.name, quoted(self.title)))
        if self.severity:
            out.write('  severity = "%s"\n' % self.severity)
        if self.tags:
            out.write("  tags = {\n%s  }\n" % "".join("    %s = %s\n" % (k, quoted(v)) for k, v in self.tags.items()))
        select = "select 1 from nowhere" if self.fails else " union all ".join(
            "select " + ", ".join("%s as %s" % (literal(v), k) for k, v in row.items()) for row in self.rows)
        out.write('  sql = "%s"\n}\n' % (select or "select 1 as one where 1 = 0"))

    def shown(self):
        """By status, then as they came."""
        return [r for s in STATUSES for r in self.rows if r["status"] == s]


class Benchmark:
    def __init__(self, number, controls, below):
        self.name = "b%d" % number
        self.title = text(6)
        self.tags = {"t%d" % i: text(5) for i in range(rnd.randrange(3))}
        self.children = rnd.sample(controls, rnd.randrange(min(4, len(controls))))
        self.children += rnd.sample(below, rnd.randrange(min(3, len(below) + 1)))
        rnd.shuffle(self.children)

    def write(self, out):
        names = ["%s.%s" % ("control" if isinstance(c, Control) else "benchmark", c.name) for c in self.children]
        out.write('benchmark "%s" {\n  title = %s\n  children = [%s]\n' % (self.name, quoted(self.title), ", ".join(names)))
        if self.tags:
            out.write("  tags = {\n%s  }\n" % "".join("    %s = %s\n" % (k, quoted(v)) for k, v in self.tags.items()))
        out.write("}\n")

    def controls(self):
        """Places of controls, in declared order."""
        for c in self.children:
            yield from [(self, c)] if isinstance(c, Control) else c.controls()

    def groups(self):
        return [c for c in self.children if isinstance(c, Benchmark) and any(True for _ in c.controls())]


controls = [Control(i) for i in range(rnd.randrange(1, 9))]
benchmarks = []
for i in range(rnd.randrange(1, 6)):
    benchmarks.append(Benchmark(i, controls, benchmarks))
top = Benchmark(len(benchmarks), controls, benchmarks)
top.name = "top"
top.children = top.children or [controls[0]]
with open("mod.pp", "w") as out:
    out.write('mod "m" {\n  database = "sqlite://x.db"\n}\n')
with open("a.pp", "w", newline="") as out:
    for each in controls + benchmarks + [top]:
        each.write(out)

names = ["r.csv", "r.json", "r.html", "r.md", "r.pps", "r.xml", "r.txt"]
code = subprocess.run([program, "benchmark", "run", "top", "--output", "none", "--export-format", "classic", "--export", ",".join(names)],
                      stdin=subprocess.DEVNULL).returncode


def check(truth, what):
    if not truth:
        sys.exit("seed %d: %s" % (seed, what))


def same(what, got, want):
    check(got == want, "%s: want %.300r, got %.300r" % (what, want, got))


def count(rows, fails):
    out = {s: sum(r["status"] == s for r in rows) for s in ("alarm", "ok", "info", "skip", "error")}
    out["error"] += fails
    return out


places = list(top.controls())
total = count([r for _, c in places for r in c.rows], sum(c.fails for _, c in places))
same("exit code", code, 2 if total["error"] else 1 if total["alarm"] else 0)


def read(name):
    return open(name, newline="", encoding="utf-8").read()


# json: every group, control and cell
def look(got, want):
    same("title", got["title"], want.title)
    same("tags", got["tags"], want.tags)
    rows = [(c, r) for _, c in want.controls() for r in c.rows]
    same("summary", got["summary"]["status"], count([r for _, r in rows], sum(c.fails for _, c in want.controls())))
    own = [c for c in want.children if isinstance(c, Control)]
    same("controls", [c["control_id"] for c in got["controls"] or []], ["control." + c.name for c in own])
    for g, w in zip(got["controls"] or [], own):
        same("title", g["title"], w.title)
        same("severity", g["severity"], w.severity or "")
        same("summary", g["summary"], count(w.rows, w.fails))
        check(bool(g["run_error"]) == w.fails, "run_error of " + w.name)
        same("rows", [(r["status"], r["reason"], r["resource"], [(d["key"], d["value"]) for d in r["dimensions"] or []])
                      for r in g["results"] or []],
             [(r["status"], r["reason"], r["resource"], [(k, r[k]) for k in w.keys]) for r in w.shown()])
    same("groups", [g["group_id"] for g in got["groups"]], ["m.benchmark." + g.name for g in want.groups()])
    for g, w in zip(got["groups"], want.groups()):
        look(g, w)


look(json.loads(read("r.json"))["groups"][0], top)

# csv: a line for each row of each place
lines = [(g, c, r) for g, c in places for r in (c.shown() if not c.fails else [None])]
table = list(csv.reader(open("r.csv", newline="", encoding="utf-8")))
head = table.pop(0)
same("lines of csv", len(table), len(lines))
for line, (g, c, r) in zip(table, lines):
    same("cells of a line", len(line), len(head))
    cells = dict(zip(head, line))
    same("group", cells["group_id"], "m.benchmark." + g.name)
    same("control", cells["control_id"], "control." + c.name)
    same("status", cells["status"], r["status"] if r else "error")

    def cell(key, want):  # blanks at the ends of cells without quotes are cut
        check(cells[key] == want or cells[key] == want.strip() or cells[key].strip() == want.strip(),
              "csv %s: want %r, got %r" % (key, want, cells[key]))
    cell("control_title", c.title)
    for k, v in c.tags.items():
        cell(k, v)
    for k, v in (r or {}).items():
        cell(k, v)

# the snapshot has a panel for each control
panels = json.loads(read("r.pps"))["panels"]
for c in {c for _, c in places}:
    panel = panels["m.control." + c.name]
    same("panel", panel.get("title", ""), c.title)
    same("its status", panel["status"], "error" if c.fails else "complete")
    if not c.fails:
        same("its rows", [{k: r[k] for k in r} for r in panel["data"]["rows"]], c.shown())

# nunit3: well-formed, a case for each row
tree = etree.fromstring(read("r.xml").lstrip().encode())
cases = [e.find("properties") for e in tree.iter("test-case")]
same("cases", len(cases), sum(len(c.rows) for _, c in places))
same("their statuses", sorted(e.find("property/value").text for e in cases), sorted(r["status"] for _, c in places for r in c.rows))


# html: elements close in order; a section for each place of a control
class Page(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.open, self.controls, self.rows = [], 0, 0

    def handle_starttag(self, tag, attrs):
        check(tag in {"html", "head", "title", "style", "meta", "link", "body", "div", "section", "h1", "h2", "h3", "a", "img", "table",
                      "thead", "tbody", "tr", "th", "td", "p", "em", "blockquote", "code", "footer"}, "html has a <%s>" % tag)
        self.controls += tag == "section" and ("class", "control") in attrs
        if tag not in ("meta", "link", "img"):
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        check(tag in ("meta", "link", "img"), "html has a <%s/>" % tag)

    def handle_endtag(self, tag):
        check(self.open and self.open.pop() == tag, "</%s> closes something else" % tag)


page = Page()
page.feed(read("r.html"))
page.close()
same("elements left open", page.open, [])
same("controls in html", page.controls, len(places))

# texts: each place of a control that ran has its rows
check("Summary" in read("r.txt"), "no summary")
check(read("r.md").count("\n## ") >= len(places), "markdown lacks controls")
PY
for seed in 1 2 3 4 5 6 7 8; do
    python3 "$work/play.py" "$bin" "$work/$seed" $seed || { cat "$work/$seed/a.pp"; exit 1; }
done
