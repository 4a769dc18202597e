"""Passwords of databases appear in nothing that the server writes: messages, files, metrics, logs (serving.md §16, §17)."""
from serving_world import *

PASSWORD = "Sw0rd!fish 99%"
QUOTED = urllib.parse.quote(PASSWORD, safe="")

# No database answers at port 1; a name with "invalid" as its last label never exists. Strings that are no URL are here as well.
DATABASES = {
    "userinfo": f"postgres://ann:{QUOTED}@127.0.0.1:1/d",
    "parameter": f"postgres://ann@127.0.0.1:1/d?password={QUOTED}&sslpassword={QUOTED}",
    "name": f"postgresql://ann:{QUOTED}@nowhere.invalid/d?connect_timeout=3",
    "tls": f"postgres://ann:{QUOTED}@127.0.0.1:1/d?sslmode=verify-full&sslrootcert=/none&sslkey=/none",
    "sslmode": f"postgres://ann:{QUOTED}@127.0.0.1:1/d?sslmode=wrong",
    "raw": "postgres://ann:Sw0rd/fish@9@127.0.0.1:1/d",
    "odd": f"postgres://ann:{QUOTED}@127.0.0.1:banana/d",
    "escapes": f"postgres://ann:{QUOTED}%zz@127.0.0.1:1/d",
    "no_url": f"postgres:ann:{QUOTED}@127.0.0.1/d",
    "mysql": f"mysql://ann:{PASSWORD}@tcp(127.0.0.1:1)/d",
    "mysql_odd": f"mysql://ann:{PASSWORD}@tcp(127.0.0.1:1/d?x=1",
    "mysql_tls": f"mysql://ann:{PASSWORD}@tcp(127.0.0.1:1)/d?tls=wrong",
    "mysql_address": f"mysql://ann:{QUOTED}@127.0.0.1:1/d",
    "motherduck": f"duckdb:///none/of/this.duckdb?motherduck_token={QUOTED}",
    "duckdb": f"duckdb:///none/of/this.duckdb?password={QUOTED}",
    "sqlite": f"sqlite:///none/of/this.db?_auth_pass={QUOTED}&token={QUOTED}",
    "scheme": f"sqlserver://ann:{QUOTED}@127.0.0.1:1/d",
}


def quoted(text):
    return json.dumps(text).replace("${", "$${").replace("%{", "%%{")


def mod():
    """A dashboard of a panel for each database, an input of one, and a control of each."""
    panels = [f'  table "t_{n}" {{\n    database = {quoted(d)}\n    sql = "select 1 as one"\n  }}' for n, d in DATABASES.items()]
    asks = f'  input "one" {{\n    type = "select"\n    database = {quoted(DATABASES["userinfo"])}\n    sql = "select 1 as value, 2 as label"\n  }}'
    controls = [f'control "c_{n}" {{\n  database = {quoted(d)}\n  sql = "select 1"\n}}' for n, d in DATABASES.items()]
    return "\n".join(['mod "m" {\n  database = "sqlite://:memory:"\n}', 'dashboard "d" {\n  title = "D"', asks, *panels, "}", *controls,
                      'benchmark "b" {\n  children = [' + ", ".join(f"control.c_{n}" for n in DATABASES) + "]\n}"])


def forms():
    """As it is, percent-encoded, in JSON, in HTML and in base64: what a careless writer could make of it."""
    for text in (PASSWORD, QUOTED, json.dumps(PASSWORD)[1:-1], html.escape(PASSWORD), "Sw0rd"):
        yield text.encode()
        yield base64.b64encode(text.encode()).rstrip(b"=")


def holds_none(what, data):
    for form in forms():
        at = data.find(form)
        assert at < 0, f"{what} holds the password: {data[max(0, at - 200):at + 100]!r}"


def is_over(c, n):
    """Executions that are complete or could not begin."""
    return len(came(c, "execution_complete")) + len(came(c, "execution_error")) >= n


def everything_a_client_may_ask(c):
    say(c, "get_server_metadata")
    say(c, "get_available_dashboards")
    say(c, "get_dashboard_metadata", dashboard={"full_name": "m.dashboard.d"})
    for n, name in enumerate(("m.dashboard.d", "m.benchmark.b"), 1):
        select(c, name)
        eventually(f"{name} is over", lambda: is_over(c, n))


def messages_hold_none(c, flags):
    with c.lock:
        for kind, value in c.messages:
            holds_none(f"{flags}: a message", json.dumps(value, ensure_ascii=False).encode() if kind == "json" else repr(value).encode())


def failed_panels(c):
    return [p for m in came(c, "execution_complete") for p in m["snapshot"]["panels"].values() if p.get("error")]


def visit(flags):
    with Server(*flags, "--access-log", "log.json", mod=mod().replace("{", "{{").replace("}", "}}"), env={"POWERPIPE_LOG_LEVEL": "trace"}, ready=False) as s:
        # What cannot be the text of a database ends the server.
        eventually("it is ready or has ended", lambda: s.process.poll() is not None or s.is_ready())
        if s.process.poll() is not None:
            assert flags and s.log.stat().st_size, f"{flags}: it ended"
            return holds_none("the log", s.log.read_bytes())
        c = s.client()
        everything_a_client_may_ask(c)
        # A database that cannot be opened ends an execution, or fails its panel.
        failed = len(failed_panels(c)) + len(came(c, "execution_error"))
        assert failed >= (2 * len(DATABASES) if not flags else 1), f"{flags}: {failed} failed"
        # An expression that is wrong, with the text of a connection string in it: its line is an excerpt of the file.
        (s.dir / "more.pp").write_text(f'dashboard "x" {{\n  table {{\n    database = upper(\n      {quoted(DATABASES["userinfo"])}, 1)\n  }}\n}}\n')
        wait_for(c, "workspace_error")
        messages_hold_none(c, flags)
        for path in ("/-/run/m.dashboard.d.json", "/-/run/m.benchmark.b.json", "/-/list.json", "/metrics", "/-/readyz", "/healthz", "/-/version", "/-/problems", "/"):
            holds_none(path, s.get(path)[1])
        c.drop()
        s.stop()
        holds_none("the log", s.log.read_bytes())
        holds_none("the access log", (s.dir / "log.json").read_bytes())


@test
def passwords_are_in_no_message_file_metric_or_log():
    for flags in ((), ("--log-format", "text"), *(("--database", d) for d in DATABASES.values())):
        visit(flags)
