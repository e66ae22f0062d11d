"""Who is let in: keys that are kept as hashes, do what their scope says, and count until they are revoked."""

import ast
import hashlib
import inspect
import json
import stat
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest
from api_server import served

from assistant import UsageError
from assistant.api.keys import KEYS_FILE, KeyStore
from assistant.cli import main
from assistant.web.access_control import require_protection

CUP = "Who won the Corran Cup?"


@pytest.fixture
def keys(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """`assistant keys …`: exit code, stdout, stderr."""

    def run(library: Path, *arguments: str) -> tuple[int, str, str]:
        code = main(["keys", *arguments, "--library", str(library)])
        return (code, *capsys.readouterr())

    return run


def bearer(secret: str) -> dict[str, str]:
    return {"authorization": f"Bearer {secret}"}


def test_a_key_is_made_used_listed_and_revoked_while_the_server_runs(own: Path, keys) -> None:
    with served(own) as api:
        assert api.ask(CUP).status_code == 200, "without any key, this computer may"
        code, printed, _ = keys(own, "make", "front-end")
        secret = printed.strip()
        assert code == 0
        assert len(secret) > 40
        refused = api.ask(CUP)
        assert (refused.status_code, refused.json()["code"]) == (401, "key_missing")
        assert refused.headers["www-authenticate"] == "Bearer"
        assert api.http.post("/v1/ask", json={"question": CUP}, headers=bearer(secret)).status_code == 200
        wrong = api.http.get("/v1/models", headers=bearer(secret[:-1] + "x"))
        assert (wrong.status_code, wrong.json()["code"]) == (401, "key_unknown")
        assert "front-end" in keys(own, "list")[1]
        assert keys(own, "revoke", "front-end")[0] == 0
        keys(own, "make", "other")
        assert api.http.get("/v1/models", headers=bearer(secret)).json()["code"] == "key_unknown"


def test_only_the_hash_of_a_key_is_kept_and_only_its_owner_can_read_it(own: Path, keys) -> None:
    secret = KeyStore(own).make("one", "read")
    file = own / KEYS_FILE
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert hashlib.sha256(secret.encode()).hexdigest() in file.read_text()
    kept = b"".join(path.read_bytes() for path in own.rglob("*") if path.is_file())
    assert secret.encode() not in kept
    assert json.loads(keys(own, "list", "--json")[1])[0].keys() == {"name", "scope", "made"}


def test_damaged_keys_let_nobody_in(own: Path) -> None:
    (own / KEYS_FILE).write_text("[{]")
    with served(own) as api:
        assert (api.ask(CUP).status_code, api.ask(CUP).json()["code"]) == (500, "library")


def test_a_key_that_reads_does_not_write(own: Path) -> None:
    store = KeyStore(own)
    reading, writing = bearer(store.make("reader", "read")), bearer(store.make("writer", "write"))
    article = {"articles": [{"id": "a", "text": "The pier is open again."}]}
    with served(own) as api:
        some = api.assistant.articles(limit=1)[0].id
        attempts = [
            api.http.post("/v1/articles", json=article, headers=reading),
            api.http.post("/v1/articles/files", files=[("files", ("a.txt", b"text"))], headers=reading),
            api.http.delete(f"/v1/articles/{some}", headers=reading),
            api.http.delete("/v1/jobs/any", headers=reading),
        ]
        assert [(attempt.status_code, attempt.json()["code"]) for attempt in attempts] == [(403, "scope_missing")] * 4
        assert api.http.get(f"/v1/articles/{some}", headers=reading).status_code == 200
        job = api.http.post("/v1/articles", json=article, headers=writing)
        assert job.status_code == 202
        assert api.http.get(job.headers["location"], headers=reading).status_code == 404, "it is somebody else's"
        assert api.http.delete(f"/v1/articles/{some}", headers=writing).status_code == 204


def test_one_key_does_not_see_the_conversations_of_another(own: Path) -> None:
    store = KeyStore(own)
    mine, other = bearer(store.make("mine", "read")), bearer(store.make("other", "write"))
    with served(own) as api:
        talk = api.http.post("/v1/conversations", json={"title": "private"}, headers=mine).json()["id"]
        assert api.http.get(f"/v1/conversations/{talk}", headers=mine).status_code == 200
        assert api.http.get(f"/v1/conversations/{talk}", headers=other).status_code == 404
        assert api.http.delete(f"/v1/conversations/{talk}", headers=other).status_code == 404
        assert api.http.get("/v1/conversations", headers=other).json()["conversations"] == []
        body = {"question": CUP, "conversation_id": talk}
        assert api.http.post("/v1/ask", json=body, headers=other).status_code == 404


def test_keys_are_compared_in_constant_time_and_all_of_them() -> None:
    """What decides is `hmac.compare_digest` over hashes of equal length; nothing else in `find` compares or leaves early."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(KeyStore.find)))
    calls = [ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)]
    assert "hmac.compare_digest" in calls
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.Compare | ast.Break)]
    loops = [node for node in ast.walk(tree) if isinstance(node, ast.For)]
    assert len(loops) == 1
    assert not [node for node in ast.walk(loops[0]) if isinstance(node, ast.Return)]


def test_a_revoked_key_and_a_prefix_of_a_key_are_none(own: Path) -> None:
    store = KeyStore(own)
    secret = store.make("one", "read")
    assert store.find(secret) is not None
    for wrong in ("", secret[:-1], secret + "x", secret.upper(), hashlib.sha256(secret.encode()).hexdigest(), "\udc80"):
        assert store.find(wrong) is None
    store.revoke("one")
    assert store.find(secret) is None


def test_the_api_stays_closed_after_the_last_key_was_revoked_until_it_is_opened(own: Path, keys) -> None:
    with served(own) as api:
        assert api.ask(CUP).status_code == 200
        keys(own, "make", "only")
        assert keys(own, "open")[0] == 2, "a key is in use"
        keys(own, "revoke", "only")
        refused = api.ask(CUP)
        assert (refused.status_code, refused.json()["code"]) == (401, "key_needed")
        article = {"articles": [{"id": "a", "text": "The pier is open again."}]}
        assert api.http.post("/v1/articles", json=article).status_code == 401
        assert keys(own, "open")[0] == 0
        assert api.ask(CUP).status_code == 200


def test_a_new_key_with_the_name_of_a_revoked_one_does_not_see_its_conversations(own: Path) -> None:
    store = KeyStore(own)
    old = bearer(store.make("front-end", "read"))
    with served(own) as api:
        conversation_id = api.http.post("/v1/conversations", json={"title": "private"}, headers=old).json()["id"]
        store.revoke("front-end")
        new = bearer(store.make("front-end", "read"))
        assert api.http.get(f"/v1/conversations/{conversation_id}", headers=new).status_code == 404
        assert api.http.get("/v1/conversations", headers=new).json()["conversations"] == []


def test_a_key_of_an_earlier_version_keeps_its_conversations_and_its_successor_does_not_get_them(own: Path) -> None:
    store = KeyStore(own)
    secret = store.make("front-end", "read")
    (stored,) = json.loads((own / KEYS_FILE).read_text())
    del stored["id"]
    (own / KEYS_FILE).write_text(json.dumps([stored]))
    with served(own) as api:
        created = api.http.post("/v1/conversations", json={}, headers=bearer(secret)).json()["id"]
        assert api.http.get(f"/v1/conversations/{created}", headers=bearer(secret)).status_code == 200
        store.revoke("front-end")
        new = bearer(store.make("front-end", "read"))
        assert api.http.get(f"/v1/conversations/{created}", headers=new).status_code == 404


def test_mistakes_with_keys_are_told_in_one_line(own: Path, keys) -> None:
    keys(own, "make", "one")
    for arguments in (["make", "one"], ["make", "a/b"], ["revoke", "two"], ["make", "x", "--scope", "all"]):
        code, _, said = keys(own, *arguments)
        assert code == 2
        assert said.splitlines()[-1].startswith("error: ")
        assert "Traceback" not in said


# Where the server may listen


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "qa.example.org"])
def test_any_address_but_this_computers_needs_a_key_or_a_login(host: str) -> None:
    with pytest.raises(UsageError, match="assistant keys make"):
        require_protection(host, has_key=False, has_login=False)
    require_protection(host, has_key=True, has_login=False)
    require_protection(host, has_key=False, has_login=True)


def test_a_name_of_elsewhere_that_leads_here_needs_one_too() -> None:
    for host in ("127.0.0.1", "::1", "localhost"):
        require_protection(host, has_key=False, has_login=False)
        with pytest.raises(UsageError, match=r"qa\.example\.org"):
            require_protection(host, has_key=False, has_login=False, allowed_hosts=["qa.example.org"])


def test_what_comes_through_a_proxy_is_not_taken_for_this_computer(own: Path) -> None:
    with served(own) as api:
        for header in ("X-Forwarded-For", "Forwarded", "X-Real-IP"):
            response = api.http.get("/v1/models", headers={header: "203.0.113.7"})
            assert (response.status_code, response.json()["code"]) == (401, "key_needed")
        assert api.http.get("/healthz", headers={"X-Forwarded-For": "203.0.113.7"}).status_code == 200


def test_a_name_that_was_made_to_lead_here_is_refused(own: Path) -> None:
    with served(own) as api:
        for host in ("evil.example", "evil.example:80", "127.0.0.1.evil.example", "localhost.evil.example", ""):
            response = api.http.get("/v1/models", headers={"Host": host})
            assert (response.status_code, response.json()["code"]) == (403, "host_refused")
        for host in ("localhost", "127.0.0.1:1", "[::1]:7860"):
            assert api.http.get("/v1/models", headers={"Host": host}).status_code == 200


def test_a_name_that_is_allowed_is_answered_with_a_key_only(own: Path) -> None:
    with served(own, allowed_hosts=("qa.example.org",)) as api:
        host = {"Host": "qa.example.org"}
        assert api.http.get("/v1/models", headers=host).json()["code"] == "key_needed"
        secret = KeyStore(own).make("front-end", "read")
        assert api.http.get("/v1/models", headers=host | bearer(secret)).status_code == 200
        assert api.http.get("/v1/models", headers={"Host": "evil.example"}).json()["code"] == "host_refused"


def test_pages_of_other_sites_are_refused_unless_they_are_allowed(own: Path) -> None:
    with served(own) as api:
        foreign = {"Origin": "https://evil.example"}
        form = api.http.post("/v1/articles/files", files=[("files", ("a.txt", b"text"))], headers=foreign)
        assert (form.status_code, form.json()["code"]) == (403, "origin_refused")
        for origin in ("null", "https://evil.example", "http://localhost.evil.example", "file://"):
            response = api.http.get("/v1/models", headers={"Origin": origin})
            assert response.status_code == 403
            assert "access-control-allow-origin" not in response.headers
        assert api.http.get("/v1/models", headers={"Origin": api.url}).status_code == 200
    with served(own, allowed_origins=("https://news.example",)) as api:
        allowed = api.http.get("/v1/models", headers={"Origin": "https://news.example"})
        assert allowed.headers["access-control-allow-origin"] == "https://news.example"
        asks = {"Origin": "https://news.example", "Access-Control-Request-Method": "POST"}
        asks["Access-Control-Request-Headers"] = "authorization,content-type"
        assert api.http.options("/v1/ask", headers=asks).status_code == 200
        refused = api.http.options("/v1/ask", headers={**asks, "Origin": "https://evil.example"})
        assert "access-control-allow-origin" not in refused.headers
        assert api.http.get("/v1/models", headers={"Origin": "https://evil.example"}).status_code == 403


def test_tries_of_keys_are_counted(own: Path) -> None:
    KeyStore(own).make("one", "read")
    with served(own, requests_per_minute=3) as api:
        statuses = [api.http.get("/v1/models", headers=bearer(f"aa_{number}")).status_code for number in range(5)]
        assert statuses == [401, 401, 401, 429, 429]
