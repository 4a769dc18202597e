"""Make tables that the queries of a mod can run on: fake_tables.py <queries.json> <names> <psql argument>...

For the queries whose names are in a file, one in a line. What tables and columns there are is read from the statements; what is wrong with that the server
says, statement by statement, until all can be prepared or nothing gets better. Each table has one
row of plain values.
"""
import collections, json, re, subprocess, sys

KEYWORDS = set("""all and any array as asc between both by case cast coalesce count cross current_date
current_timestamp date desc distinct else end exists extract false filter first for from full group
having if ilike in inner interval is join json jsonb lateral left like limit lower max min not now null
nulls on or order outer over partition right row select split_part string_agg sum text then timestamp
timestamptz trim true union unnest upper using values when where with within bool boolean int integer
bigint numeric inet varchar day days hours""".split())
VALUES = {"text": "'1'", "jsonb": "'[]'", "boolean": "false", "timestamptz": "now()", "bigint": "0",
          "inet": "'10.0.0.1'", "text[]": "'{}'"}


class Statement:
    def __init__(self, name, sql):
        self.name, self.sql = name, sql
        plain = re.sub(r"--[^\n]*|'(?:[^']|'')*'", " '' ", sql.lower())
        own = set(re.findall(r"(?:\bwith|,)\s*(?:recursive\s+)?(\w+)\s+as\s+(?:materialized\s+)?\(", plain))
        self.alias = {}
        for table, alias in re.findall(r"\b(?:from|join)\s+([a-z_]\w*)(?!\s*\()(?:\s+(?:as\s+)?([a-z_]\w*))?", plain):
            if table not in own and table not in KEYWORDS:
                self.alias[table] = table
                if alias and alias not in KEYWORDS:
                    self.alias[alias] = table
        self.tables = set(self.alias.values())
        self.named = re.findall(r"\b([a-z_]\w*)\.([a-z_]\w*)", plain)
        self.json = set(re.findall(r"\b([a-z_]\w*)\s*(?:::jsonb\s*)?(?:->|#>|\?)", plain))
        self.json |= set(re.findall(r"jsonb_array_\w+\s*\(\s*(?:\w+\.)?([a-z_]\w*)\s*\)", plain))
        self.words = set(re.findall(r"(?<![.\w:])([a-z_]\w*)\b(?!\s*[(.])", plain)) - KEYWORDS - set(self.alias)
        self.words -= set(re.findall(r"\bas\s+([a-z_]\w*)", plain))
        self.single = len(self.tables) == 1 and not own


class Schema:
    def __init__(self, psql):
        self.psql, self.tables, self.made = psql, collections.defaultdict(dict), {}
        self.taken_away = set()

    def run(self, script):
        return subprocess.run(self.psql, input=script, text=True, stdout=subprocess.DEVNULL,
                              stderr=subprocess.PIPE).stderr

    def add(self, table, column, kind="text"):
        if column not in self.tables[table] and (table, column) not in self.taken_away:
            self.tables[table][column] = kind
            return True
        return False

    def change(self, table, column, kind):
        """Once: what is of two types is left alone."""
        have = self.tables[table].get(column)
        if have in (None, "text") and have != kind:
            self.tables[table][column] = kind
            return True
        return False

    def guess(self, statements):
        for s in statements:
            for table in sorted(s.tables):
                self.tables[table]
            for alias, column in s.named:
                if alias in s.alias:
                    self.add(s.alias[alias], column)
            if s.single:
                for word in sorted(s.words):
                    self.add(next(iter(s.tables)), word)
        for s in statements:
            for table in sorted(s.tables):
                for column in sorted(s.json & set(self.tables[table])):
                    self.change(table, column, "jsonb")

    def create(self):
        script = []
        for table, columns in self.tables.items():
            if self.made.get(table) == columns:
                continue
            self.made[table] = dict(columns)
            body = ", ".join('"%s" %s default %s' % (c, k, VALUES[k]) for c, k in columns.items())
            script.append('drop table if exists "%s"; create table "%s" (%s); insert into "%s" default values;'
                          % (table, table, body, table))
        self.run("set client_min_messages = error; begin;\n" + "\n".join(script) + "\ncommit;\n")

    def errors(self, statements):
        """Of each statement: the message, and the words before and after what it points at."""
        script = ["\\set VERBOSITY default", "set client_min_messages = error;"]
        for i, s in enumerate(statements):
            script.append("\\warn STATEMENT %d" % i)
            script.append("prepare p%d as %s;" % (i, s.sql.rstrip().rstrip(";")))
        found = {}
        for part in self.run("\n".join(script) + "\n").split("STATEMENT ")[1:]:
            number, _, text = part.partition("\n")
            message = re.search(r"ERROR:  (.*)", text)
            if not message:
                continue
            line = re.search(r"^LINE \d+: (.*)\n(\s*)\^", text, re.M)
            prefix = len(re.search(r"^LINE \d+: ", text, re.M).group()) if line else 0
            at = len(line.group(2)) - prefix if line else 0
            code = line.group(1) if line else ""
            found[int(number)] = (message.group(1), code[:max(at, 0)], code[max(at, 0):])
        return found

    def owner(self, s, text):
        """Tables and columns that `text` begins with."""
        m = re.match(r"\(*\s*(?:([a-z_]\w*)\.)?\"?([a-z_]\w*)(\.\.\.)?", text.strip().lower())
        if not m:
            return
        for table in [s.alias[m.group(1)]] if m.group(1) in s.alias else sorted(s.tables):
            for column in self.tables[table]:  # psql cuts long lines
                if column == m.group(2) or m.group(3) and column.startswith(m.group(2)):
                    yield table, column

    def repair(self, s, message, before, after):
        m = re.match(r'relation "(\w+)" does not exist', message)
        if m:
            better = m.group(1) not in self.tables
            self.tables[m.group(1)]
            s.tables.add(m.group(1))
            s.alias.setdefault(m.group(1), m.group(1))
            return better
        m = re.match(r'column "?(?:(\w+)\.)?(\w+)"? does not exist', message)
        if m:
            tables = [s.alias[m.group(1)]] if m.group(1) in s.alias else sorted(s.tables)
            return any([self.add(t, m.group(2)) for t in tables])
        m = re.match(r"(?:column reference|common column name) \"(\w+)\"", message)
        if m:
            holders = [t for t in sorted(s.tables) if m.group(1) in self.tables[t]]
            for table in holders[1:]:
                del self.tables[table][m.group(1)]
                self.taken_away.add((table, m.group(1)))
            return len(holders) > 1
        kind = None
        m = re.match(r"argument of [\w/]+ must be type boolean", message)
        if m:
            kind = "boolean"
        elif re.match(r"operator does not exist: (?:text (?:->|#>|\?|@>)|.*jsonb)|function jsonb", message):
            kind = "jsonb"
        elif re.match(r"operator does not exist: .*(?:time|interval|date)|function (?:date_part|age|date_trunc)", message):
            kind = "timestamptz"
        elif re.match(r"operator does not exist: .*(?:int|numeric|double)|function (?:sum|avg)", message):
            kind = "bigint"
        elif re.match(r"operator does not exist: .*(?:inet|cidr)|function (?:host|family|masklen)", message):
            kind = "inet"
        elif re.match(r"operator does not exist: .*boolean|CASE types|CASE/WHEN", message):
            kind = "boolean"
        if not kind:
            return False
        inner = re.match(r"\w+\s*\((.*)", after)
        left = re.search(r"([\w.\"]+)\s*\)*\s*$", before)
        right = re.match(r"\W+\s*([\w.\"]+)", after)
        for text in (inner and inner.group(1), left and left.group(1), after, right and right.group(1)):
            if text and any([self.change(t, c, kind) for t, c in self.owner(s, text)]):
                return True
        return False


def main():
    names = set(open(sys.argv[2]).read().split())
    queries = [q for q in json.load(open(sys.argv[1])) if q["resource_name"] in names]
    statements = [Statement(q["resource_name"], q["sql"]) for q in queries if q.get("sql")]
    schema = Schema(["psql", "-qX", *sys.argv[3:]])
    schema.guess(statements)
    open_ones, better, turn = statements, [True], 0
    while any(better) and turn < 12:
        turn += 1
        schema.create()
        errors = schema.errors(open_ones)
        better = [schema.repair(open_ones[i], *what) for i, what in errors.items()]
        if not errors and len(open_ones) < len(statements):
            better = [True]  # what was right may be wrong by now
            open_ones = statements
        else:
            open_ones = [open_ones[i] for i in errors]
    print("%d statements, %d tables, %d turns, %d cannot be prepared"
          % (len(statements), len(schema.tables), turn, len(errors)))
    for s, what in zip(open_ones, errors.values()):
        print("  %s: %s | %s ^ %s" % (s.name, what[0], what[1][-40:], what[2][:40]))


main()
