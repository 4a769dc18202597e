#!/usr/bin/env bash
# other programs read every output, whatever the data, and no terminal obeys it
set -euo pipefail
if ! command -v python3 >/dev/null; then
    echo "python3 is not installed: skipped"
    [ "${CI:-}" != true ]
    exit
fi
bin=$(realpath "$1") demo=$(realpath "$2")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export HOME=$work POWERPIPE_INDEX=off
unset NO_COLOR
cp -r "$demo" "$work/ws"
cd "$work/ws"
rm -f fleet.db
python3 -c 'import sqlite3; sqlite3.connect("fleet.db").executescript(open("fleet.sql").read())'

# One row for each kind of trouble; the same statement is the reference below.
cat >"$work/cells.sql" <<'SQL'
select 'blob' as resource, 'ok' as status, x'00ff1b5b33316d41' as reason
union all select 'bytes', 'alarm', cast(x'61fffec3285aeda08062' as text)
union all select 'commas', 'ok', 'a,b;c' || char(9) || 'd'
union all select 'empty', 'alarm', ''
union all select 'escapes', 'alarm', char(27) || '[31mred' || char(27) || ']0;title' || char(7) || char(155) || '2J' || char(8) || char(127)
union all select 'large', 'alarm', replace(hex(zeroblob(500000)), '0', 'x')
union all select 'lines', 'alarm', 'a' || char(13) || char(10) || 'b' || char(10) || char(10) || 'c' || char(13)
union all select 'markup', 'info', '<a href="x">&amp;</a><!-- ]]> --><![CDATA[ ]]]]></script>'
union all select 'null', 'alarm', null
union all select 'quotes', 'alarm', 'a "b" ''c'''
union all select 'wide', 'ok', char(26085) || 'e' || char(769) || ' ' || char(128512) || char(8238) || char(65535) || char(8232) || 'w'
SQL
{
    cat <<'HCL'
benchmark "odd" {
  title       = "<odd> & \"quoted\", ]]>"
  description = "of everything </p><script>alert(1)</script>"
  children    = [control.odd, control.arns, control.failing]
}
control "failing" {
  title = "fails"
  sql   = "select '<b>]]>' from no\u001b[32m\u009b2Jwhere"
}
control "odd" {
  title = "<odd> & \"cells\", ]]>"
  tags  = { "a b" = "c\"d" }
  sql   = <<-EOQ
HCL
    cat "$work/cells.sql"
    cat <<'HCL'
  EOQ
}
control "arns" {
  title    = "\"arns\""
  severity = "a\"b"
  tags     = { plugin = "aws" }
  sql      = <<-EOQ
    select coalesce(reason, '-') as resource, status, resource as reason, reason as region from (
HCL
    cat "$work/cells.sql"
    printf ') EOQ\n}\n' | sed 's/) EOQ/    )\n  EOQ/'
} >odd.pp

run() { # <wanted exit code> <argument...>
    local want=$1 code=0
    shift
    "$bin" "$@" >"$work/out" 2>"$work/err" || code=$?
    [ "$code" = "$want" ] || { echo "exit code $code, not $want: $*"; cat "$work/err"; return 1; }
}
for tree in odd all; do
    files=()
    for name in csv json html md pps nunit3.xml; do
        files+=(--export "$work/$tree.$name")
    done
    run 2 benchmark run $tree --output none --export-format classic "${files[@]}"
    run 2 benchmark run $tree --output none --export asff
    mv ./*.asff.json "$work/$tree.asff.json"
done
run 0 query run "$(cat "$work/cells.sql")" --output json
mv "$work/out" "$work/query.json"
run 0 query run "$(cat "$work/cells.sql")" --output csv
mv "$work/out" "$work/query.csv"

cat >"$work/read.py" <<'PY'
import csv, html.parser, json, sqlite3, sys, xml.etree.ElementTree as etree

work = sys.argv[1]
csv.field_size_limit(10_000_000)


def text(cell):
    """As text formats have it: bytes that are no UTF-8 become marks, how many is not our matter."""
    if isinstance(cell, bytes):
        cell = cell.decode("utf-8", "replace")
    return cell


def squeeze(s):
    while "\ufffd\ufffd" in s:
        s = s.replace("\ufffd\ufffd", "\ufffd")
    return s


db = sqlite3.connect(":memory:")
db.text_factory = bytes
cells = {text(n): (text(s), text(c)) for n, s, c in db.execute(open(work + "/cells.sql").read())}
assert len(cells) == 11


def same(what, got, want):
    if squeeze(got) != squeeze(want):
        sys.exit("%s: want %.200r, got %.200r" % (what, want, got))


def reason(name):
    return "<nil>" if cells[name][1] is None else cells[name][1]


def read(name):
    """UTF-8 if it is to be text: JSON, XML and HTML have to be."""
    return open(work + "/" + name, newline="", encoding="utf-8").read()


def all_results(group):
    for control in group["controls"] or []:
        for row in control["results"] or []:
            yield control, row
    for below in group["groups"] or []:
        yield from all_results(below)


# json: every cell, exactly
rows = [r for c, r in all_results(json.loads(read("odd.json"))) if c["control_id"] == "control.odd"]
assert {r["resource"] for r in rows} == set(cells)
for r in rows:
    same("json " + r["resource"], r["reason"], reason(r["resource"]))
    assert r["status"] == cells[r["resource"]][0]
n_all = sum(1 for _ in all_results(json.loads(read("all.json"))))
assert n_all > 100, n_all

# csv: the same cells; bytes go through as they are
table = list(csv.DictReader(open(work + "/odd.csv", newline="", encoding="utf-8", errors="replace")))
assert all(None not in r and None not in r.values() for r in table), "a row has another length"
found = {r["resource"]: r for r in table if r["control_id"] == "control.odd"}
assert set(found) == set(cells)
for name, r in found.items():
    same("csv " + name, r["reason"], reason(name))
    assert r["a b"] == 'c"d' and r["control_title"] == '<odd> & "cells", ]]>'

# snapshot: the panel of the control has them too
panels = json.loads(read("odd.pps"))["panels"]
rows = panels["fleet.control.odd"]["data"]["rows"]
assert {r["resource"] for r in rows} == set(cells)
for r in rows:
    same("snapshot " + r["resource"], r["reason"], reason(r["resource"]))

# asff: one finding for each row of controls of AWS. Its values stand as they are, so that odd
# ones break its JSON: check-and-outputs.md 14 and its vectors want it so.
for tree in "odd", "all":
    findings = read(tree + ".asff.json")
    assert findings.startswith("[\n{") and findings.endswith("}\n]\n"), findings[:80]
    assert findings.count('"SchemaVersion": "2018-10-08"') == len(cells)

# nunit3: well-formed; what XML cannot hold is replaced, the rest is there
tree = etree.fromstring(read("odd.nunit3.xml").lstrip().encode())
everything = squeeze("\0".join(tree.itertext())) + "\0" + "\0".join(
    v for e in tree.iter() for v in e.attrib.values())
for name in "commas", "markup", "quotes", "null", "large":
    if reason(name) not in everything:
        sys.exit("nunit3 lacks %s: %.300r" % (name, reason(name)))
etree.fromstring(read("all.nunit3.xml").lstrip().encode())


# html: elements close in order, and data made none
class Page(html.parser.HTMLParser):
    void = {"meta", "link", "img", "br", "hr", "input", "nil"}  # a NULL is <nil>, as ever

    def __init__(self):
        super().__init__()
        self.open, self.words, self.seen = [], [], set()

    def handle_starttag(self, tag, attrs):
        self.seen.add(tag)
        if tag not in self.void:
            self.open.append(tag)
        for name, value in attrs:
            assert name.isascii() and '"' not in name and not name.startswith("on"), name
            self.words.append(value or "")

    def handle_endtag(self, tag):
        assert self.open and self.open.pop() == tag, "</%s> closes something else" % tag

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        assert tag in self.void, tag

    def handle_data(self, data):
        self.words.append(data)


for tree in "odd", "all":
    page = Page()
    page.feed(read(tree + ".html"))
    page.close()
    assert page.open == [], page.open
    assert "script" not in page.seen
    if tree == "odd":
        said = "\0".join(page.words)
        for name in "commas", "markup", "quotes", "large":
            if reason(name) not in said:
                sys.exit("html lacks " + name)

# a query: NULL and blobs are values of their own
rows = json.loads(read("query.json"))["rows"]
assert [r["resource"] for r in rows] == list(cells)
for r in rows:
    want = cells[r["resource"]][1]
    assert (r["reason"] is None) == (want is None)
    if want is not None and r["resource"] != "blob":
        same("query json " + r["resource"], r["reason"], want)
table = list(csv.DictReader(open(work + "/query.csv", newline="", encoding="utf-8", errors="replace")))
assert [r["resource"] for r in table] == list(cells)
for r in table:
    want = cells[r["resource"]][1]
    if want is not None and r["resource"] not in ("blob", "lines", "escapes"):
        same("query csv " + r["resource"], r["reason"], want)
PY
python3 "$work/read.py" "$work"

# What a terminal is sent: our spinner, colours in texts, no control of the data's.
cat >"$work/tame.py" <<'PY'
import os, pty, re, sys

form = sys.argv[2]
painted = form in ("text", "brief")
child, terminal = pty.fork()
if child == 0:
    os.environ["TERM"] = "xterm"
    if not painted:  # warnings, too: what is left is the data's
        os.environ["NO_COLOR"] = "1"
    os.execv(sys.argv[1], [sys.argv[1]] + sys.argv[3:] + ["--output", form])
shown = b""
while True:
    try:
        piece = os.read(terminal, 65536)
    except OSError:  # the last one closed the terminal
        break
    if not piece:
        break
    shown += piece
code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
assert b"red" in shown, "%s: nothing was shown, exit code %d: %r" % (form, code, shown[:400])
ours = rb"\x1b\[31mError\x1b\[0m: |\x1b\[\?25[hl]|\x1b\[K|\r" + (rb"|\x1b\[[0-9;]*m" if painted else b"")
rest = re.sub(ours, b"", shown)
bad = re.search(rb"[\x00-\x08\x0b-\x1f\x7f]|\xc2[\x80-\x9f]", rest)
if bad:
    sys.exit("%s: %r reaches the terminal" % (form, rest[max(0, bad.start() - 40):][:80]))
if painted and (b"\x1b[31mred" in shown or b"\x1b[32m\xc2" in shown):
    sys.exit("%s: colours of the data reach the terminal" % form)
PY
shown() { # <format> <argument...>
    python3 "$work/tame.py" "$bin" "$@"
}
# Not csv, json and snapshots, which are for programs: a terminal gets the bytes that a pipe gets.
for format in text brief md html; do
    shown "$format" benchmark run odd --progress=false
done
small=$(sed '/large/d' "$work/cells.sql")
for format in table line; do
    shown "$format" query run "$small"
done
for format in table line csv json; do
    shown "$format" query run $'select 1 from "no\e[31mred\u009b2Jwhere"'
done
