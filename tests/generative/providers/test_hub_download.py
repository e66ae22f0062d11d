"""A model file from a hub is kept only if it is complete and its checksum is right."""

import hashlib
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from assistant.generative.errors import Failure, LLMError
from assistant.generative.model_spec import HubFile
from assistant.generative.providers.hub_download import download_hub_file

MODEL = b"GGUF" + bytes(range(256)) * 999


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
    hub_file = HubFile("owner/repo", "a.gguf", "v1", hashlib.sha256(MODEL).hexdigest())
    file = download_hub_file(hub_file, tmp_path, address)
    assert file.read_bytes() == MODEL
    hub.shutdown()
    hub.server_close()
    assert download_hub_file(hub_file, tmp_path, address) == file


@pytest.mark.parametrize(
    ("hub_file", "cut", "failure"),
    [
        (HubFile("owner/repo", "a.gguf", "v1", "0" * 64), False, Failure.BROKEN),
        (HubFile("owner/repo", "b.gguf", "v1"), False, Failure.NO_SUCH_MODEL),
        (HubFile("owner/repo", "a.gguf", "v1"), True, Failure.REFUSED),
    ],
)
def test_a_file_that_is_wrong_or_cut_off_is_not_kept(
    hub_file: HubFile, cut: bool, failure: Failure, hub: ThreadingHTTPServer, tmp_path: Path
) -> None:
    hub.cut = cut  # type: ignore[attr-defined]
    with pytest.raises(LLMError) as caught:
        download_hub_file(hub_file, tmp_path, f"http://127.0.0.1:{hub.server_port}")
    assert caught.value.failure is failure
    assert not [file for file in tmp_path.rglob("*") if file.is_file()]
    hub.shutdown()
    hub.server_close()
