"""Who may come in: passwords are kept as hashes only, and nothing is served to others that asks nobody for anything."""

import json
import stat
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from invented import CHILD_ENVIRONMENT, python_command
from typer.testing import CliRunner, Result

from assistant import UsageError
from assistant.api.authentication import is_local_name
from assistant.cli.app import app
from assistant.ingest.errors import AssistantError
from assistant.settings import load_settings
from assistant.web.access_control import require_protection
from assistant.web.login.pages import local_path
from assistant.web.login.passwords import hash_password, verify_password
from assistant.web.login.sessions import SESSION_COOKIE, SESSION_SECONDS, LoginSessions, session_cookie
from assistant.web.login.users import Users, parse_users

PASSWORD = "correct horse battery"


@pytest.fixture(scope="module")
def hashed() -> str:
    return hash_password(PASSWORD)


def test_users_are_kept_in_a_file_that_only_its_owner_reads_and_never_with_their_password(tmp_path: Path) -> None:
    users = Users(tmp_path / "library" / "users.json")
    assert users.names() == []
    users.add("anna", PASSWORD)
    assert users.check("anna", PASSWORD) == users.hash_of("anna")
    assert users.check("anna", "wrong") is None
    assert users.check("nobody", PASSWORD) is None
    assert stat.S_IMODE(users.file.stat().st_mode) == 0o600
    assert PASSWORD not in users.file.read_text()
    assert sorted(file.name for file in users.file.parent.iterdir()) == ["users.json", "users.lock"]
    assert Users(users.file).remove("anna")
    assert users.names() == []  # another process has removed her
    assert not users.remove("anna")


def test_users_that_are_added_at_the_same_time_are_all_kept(tmp_path: Path) -> None:
    file = tmp_path / "users.json"
    add = f"""
import sys
from pathlib import Path
from assistant.web.login.users import Users
users = Users(Path({str(file)!r}))
print("ready", flush=True)
sys.stdin.readline()
users.add(sys.argv[1], "a secret of some length")
"""
    names = [f"user{number}" for number in range(6)]
    processes = [
        subprocess.Popen(
            [*python_command(add), name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=CHILD_ENVIRONMENT,
        )
        for name in names
    ]
    for process in processes:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin
        process.stdin.write("\n")
        process.stdin.flush()
    assert [process.wait(120) for process in processes] == [0] * len(names)
    for process in processes:
        process.communicate()
    assert Users(file).names() == names


def test_removing_a_user_that_is_not_there_makes_no_folder(tmp_path: Path) -> None:
    assert not Users(tmp_path / "nowhere" / "users.json").remove("anna")
    assert not (tmp_path / "nowhere").exists()


def test_users_of_the_setting_come_first_and_can_only_be_removed_there(tmp_path: Path, hashed: str) -> None:
    settings = load_settings(library=tmp_path, users=f"anna:{hashed}; ben:{hashed}")
    users = Users.from_settings(settings)
    assert users.names() == ["anna", "ben"]
    assert users.check("ben", PASSWORD) == hashed
    with pytest.raises(UsageError, match="stands in the setting users"):
        users.remove("ben")


@pytest.mark.parametrize("given", ["anna", "anna:secret", "anna:secret,ben:other", ":$argon2id$x", "a,b:$argon2id$x"])
def test_a_setting_with_passwords_in_it_is_refused_without_repeating_them(given: str) -> None:
    with pytest.raises(UsageError) as refused:
        parse_users(given)
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize("content", ["{", "[]", '{"anna": 1}'])
def test_a_broken_file_of_users_lets_nobody_in_and_says_so(tmp_path: Path, content: str) -> None:
    (tmp_path / "users.json").write_text(content)
    with pytest.raises(AssistantError, match=r"users\.json"):
        Users(tmp_path / "users.json").check("anna", PASSWORD)


def test_a_sign_in_ends_with_its_time_its_user_or_its_password(tmp_path: Path) -> None:
    users, now = Users(tmp_path / "users.json"), [0.0]
    users.add("anna", PASSWORD)
    sign_ins = LoginSessions(users, lambda: now[0])

    def begin() -> str:
        return f"other=1; {SESSION_COOKIE}={sign_ins.begin('anna', users.hash_of('anna') or '')}"

    cookie = begin()
    assert sign_ins.user_of(cookie) == "anna"
    for other in ("", f"{SESSION_COOKIE}=", f"{SESSION_COOKIE}=guess", cookie[:-1]):
        assert sign_ins.user_of(other) is None
    sign_ins.end(cookie)
    assert sign_ins.user_of(cookie) is None
    cookie = begin()
    users.add("anna", "another password")
    assert sign_ins.user_of(cookie) is None
    cookie = begin()
    now[0] += SESSION_SECONDS
    assert sign_ins.user_of(cookie) is None
    cookie = begin()
    users.remove("anna")
    assert sign_ins.user_of(cookie) is None


def test_no_script_and_no_other_site_gets_the_cookie() -> None:
    assert {"HttpOnly", "SameSite=Lax", "Secure"} <= set(session_cookie("token", secure=True).split("; "))
    assert "Secure" not in session_cookie("token", secure=False)
    assert "Max-Age=0" in session_cookie("", secure=False)


@given(st.text())
def test_the_login_leads_to_this_server_only(where: str) -> None:
    led = local_path(where)
    assert led.startswith("/")
    assert not led.startswith(("//", "/\\"))


@pytest.mark.parametrize("where", ["//evil.invalid", "/\\evil.invalid", "https://evil.invalid", "/\n/evil.invalid", ""])
def test_the_login_is_no_way_to_another_host(where: str) -> None:
    assert local_path(where) == "/"
    assert local_path("/library?x=1") == "/library?x=1"


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "[::1]", "127.8.8.8", "LOCALHOST.", "a.localhost"])
def test_this_computer_alone_needs_no_login(host: str) -> None:
    assert is_local_name(host)
    require_protection(host, has_key=False, has_login=False)


@pytest.mark.parametrize(
    "host", ["0.0.0.0", "::", "", "192.168.1.4", "10.0.0.1", "news.example", "127.0.0.1.nip.io", "8.8.8.8"]
)
def test_others_are_not_served_without_a_login(host: str) -> None:
    assert not is_local_name(host)
    require_protection(host, has_key=False, has_login=True)
    with pytest.raises(UsageError, match=r"assistant users add NAME") as refused:
        require_protection(host, has_key=False, has_login=False)
    assert "\n" not in str(refused.value)


def test_users_are_added_listed_and_removed_on_the_command_line(tmp_path: Path) -> None:
    def run(*arguments: str, stdin: str = "") -> Result:
        library = str(tmp_path / "library")
        return CliRunner().invoke(app, ["users", *arguments, "--library", library], input=stdin)

    short = run("add", "anna", stdin="short\n")
    assert isinstance(short.exception, UsageError)
    assert "8 to 1024 characters" in str(short.exception)
    added = run("add", "anna", stdin=f"{PASSWORD}\n")
    assert added.exit_code == 0
    assert PASSWORD not in added.output
    assert json.loads(run("list", "--json").stdout) == ["anna"]
    printed = run("add", "ben", "--print", stdin=f"{PASSWORD}\n").stdout.strip()
    assert verify_password(PASSWORD, parse_users(printed)["ben"])
    assert run("remove", "ben").exit_code == 1
    assert run("remove", "anna").exit_code == 0
    assert run("list").stdout == ""
    assert sorted(file.name for file in (tmp_path / "library").iterdir()) == ["users.json", "users.lock"]
