#!/usr/bin/env python3
"""Does the store keep what a plain model of its rules keeps?

    history_model.py PLAYER URL [SEQUENCES] [SEED]

Random sequences of runs (new, fixed, flapping, gone, errors, controls left out, cancelled, results with
their like, rows in another order, exemptions, other titles), each in a scope of its own, are
recorded by PLAYER (history_play.c) in the store URL. A model of thirty lines works out the spans from docs/spec/history.md 3;
what differs is printed with the seed of its sequence. Exit status 1 then.
"""
import json
import random
import subprocess
import sys

STATUSES = ["error", "alarm", "info", "ok", "skip"]  # in the order of rows


class Model:
    """Spans by scope, control and finding, worked out the slow way."""

    def __init__(self):
        self.findings = {}  # (scope, control, resource, dimensions, ordinal) -> [span]

    def record(self, run, scope, controls):
        for control in controls:
            if control["state"] == "complete":
                self.compare(run, scope, control)

    def compare(self, run, scope, control):
        rows, counted = {}, {}
        for row in sorted(control["results"], key=lambda r: (STATUSES.index(r["status"]), r["reason"].encode())):
            same = (scope, control["name"], row["resource"], json.dumps(row["dimensions"], sort_keys=True))
            ordinal = counted[same] = counted.get(same, -1) + 1
            rows[same + (ordinal,)] = row
        for key, row in rows.items():
            self.meet(run, key, row)
        for key, spans in self.findings.items():
            if key[:2] == (scope, control["name"]) and key not in rows and spans[-1]["status"] != "gone":
                self.replace(run, key, {"status": "gone", "reason": "", "until": "", "exemption": ""})

    def meet(self, run, key, row):
        spans = self.findings.get(key)
        if spans and spans[-1]["status"] == row["status"]:
            spans[-1].update(reason=row["reason"], until=row["until"], exemption=row["exemption"])
        else:
            self.replace(run, key, row)

    def replace(self, run, key, row):
        spans = self.findings.setdefault(key, [])
        if spans:
            spans[-1]["to"] = run
        spans.append({"from": run, "to": None, **{k: row[k] for k in ("status", "reason", "until", "exemption")}})

    def chains(self):
        return sorted((key[:4], [(s["from"], s["to"] or 0, s["status"], s["reason"], s["until"], s["exemption"]) for s in spans])
                      for key, spans in self.findings.items())


def make_result(rng, resources):
    exempted = rng.random() < 0.15
    dimensions = {} if rng.random() < 0.4 else {k: rng.choice("xy") for k in rng.sample(["b", "a", "region"], rng.randint(1, 2))}
    return {"status": rng.choice(STATUSES + ["ok", "alarm"]), "resource": rng.choice(resources), "dimensions": dimensions,
            "reason": rng.choice(["", "open", "open 3 days", "it's \"odd\" \\ {iso} é"]),
            "until": "2999-12-31" if exempted else "", "exemption": rng.choice(["known", "later"]) if exempted else ""}


def change_results(rng, results, resources):
    """The next run of a control: mostly the same rows, in any order."""
    kept = [dict(r) for r in results if rng.random() < 0.85]
    for row in kept:
        if rng.random() < 0.25:
            row["status"] = rng.choice(STATUSES)
        if rng.random() < 0.2:
            row["reason"] = rng.choice(["", "open", "shut"])
    kept += [make_result(rng, resources) for _ in range(rng.choice([0, 0, 1, 2]))]
    kept += [dict(r) for r in kept if rng.random() < 0.05]
    rng.shuffle(kept)
    return kept


def make_sequence(rng):
    """Runs of one scope: lists of controls."""
    names = ["m.control.%d" % i for i in range(rng.randint(1, 3))]
    resources = ["r%d" % i for i in range(rng.randint(1, 4))] + [""]
    results = {n: [make_result(rng, resources) for _ in range(rng.randint(0, 4))] for n in names}
    runs = []
    for _ in range(rng.randint(1, 6)):
        controls = []
        for name in names:
            if rng.random() < 0.1:
                continue
            state = rng.choice(["complete"] * 8 + ["error", "cancelled"])
            rows = [] if state == "error" else results[name]
            controls.append({"name": name, "title": rng.choice(["", "T", "U"]), "state": state, "results": list(rows)})
            results[name] = change_results(rng, results[name], resources)
        runs.append(controls)
    return runs


class Player:
    def __init__(self, program, url):
        self.process = subprocess.Popen([program, url], stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8")

    def say(self, *fields):
        self.process.stdin.write("\t".join(fields) + "\n")

    def lines(self, word):
        self.say(word)
        self.process.stdin.flush()
        out = []
        for line in self.process.stdout:
            if line == ".\n":
                return out
            out.append(line.rstrip("\n"))
        sys.exit("the player ended")

    def record(self, scope, controls):
        self.say("run", scope, "complete")
        for control in controls:
            self.say("control", control["name"], control["title"], control["state"])
            for r in control["results"]:
                self.say("result", r["status"], r["resource"], ",".join("%s=%s" % d for d in r["dimensions"].items()),
                         r["reason"], r["until"], r["exemption"])
        self.say("end")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            sys.exit("the player ended in scope %s" % scope)
        return int(line)

    def chains(self):
        found = {}
        for line in self.lines("spans"):
            scope, control, resource, dimensions, finding, began, ended, status, reason, until, exemption = line.split("\t")
            key = (scope, control, resource, json.dumps(json.loads(dimensions), sort_keys=True))
            found.setdefault((key, finding), []).append((int(began), int(ended or 0), status, reason, until, exemption))
        return sorted((key, spans) for (key, _), spans in found.items())


def differences(want, got):
    """The scopes in which chains differ."""
    def by_scope(chains):
        out = {}
        for key, spans in chains:
            out.setdefault(key[0], []).append((key, spans))
        return out
    want, got = by_scope(want), by_scope(got)
    return [s for s in sorted(set(want) | set(got)) if want.get(s) != got.get(s)], want, got


def main():
    program, url = sys.argv[1:3]
    count = int(sys.argv[3]) if len(sys.argv) > 3 else 300
    seed = int(sys.argv[4]) if len(sys.argv) > 4 else 1
    player, model = Player(program, url), Model()
    for number in range(count):
        rng, scope = random.Random(seed * 1000003 + number), "scope %d" % number
        for controls in make_sequence(rng):
            Model.record(model, player.record(scope, controls), scope, controls)
    wrong, want, got = differences(model.chains(), player.chains())
    verdict = player.lines("verify")
    for scope in wrong[:3]:
        print("%s, seed %d\n  want %s\n  got  %s" % (scope, seed, want.get(scope), got.get(scope)))
    if verdict != ["ok"]:
        print("\n".join(verdict))
    print("%d sequences of runs, %d of which the store keeps otherwise than the model" % (count, len(wrong)))
    sys.exit(1 if wrong or verdict != ["ok"] else 0)


if __name__ == "__main__":
    main()
