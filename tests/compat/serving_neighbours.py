"""A server among bad neighbours: clients, pages, proxies, readers of logs and users that cost others something."""
from serving_world import *  # noqa: F401,F403


# ---- pages and links
@test
def pages_of_other_origins_run_nothing():
    """Browsers say where a request comes from; programs say nothing."""
    with Server() as s:
        for site, want in (("cross-site", 403), ("same-site", 403), ("odd", 403), ("same-origin", 200), ("none", 200), (None, 200)):
            status = s.get("/-/run/m.dashboard.d.json", {"Sec-Fetch-Site": site} if site else {})[0]
            assert status == want, (site, status)


@test
def a_link_with_a_token_stays_on_this_server():
    """Browsers take //host and /\\host for another server, and a decoded path may begin like that."""
    token = "a" * 20
    tokens = work / "tokens"
    tokens.write_text(token + "\n")
    with Server("--auth-token-file", str(tokens)) as s:
        for path, want in (("/%5Cevil.example/", "/%5Cevil.example/"), ("/x%3Fy", "/x%3Fy"), ("/a%20b%22", "/a%20b%22"), ("/", "/"),
                           ("/dash?input.x=1&y=%26", "/dash?input.x=1&y=%26"), ("/%2Fevil.example/", "/")):
            status, _, headers = s.get(path + ("&" if "?" in path else "?") + "token=" + token)
            assert status == 303 or path.startswith("/%2F"), (path, status)
            to = headers["Location"]
            assert to is None or to == want or (path.startswith("/%2F") and not to.startswith("//")), (path, to)
