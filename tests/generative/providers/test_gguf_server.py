"""The server in this process is reachable from this computer only, and only with its key."""

import httpx
import pytest
from llama_server import smollm_file

from assistant.generative.providers.gguf_server import GGUFServer


def test_the_server_in_this_process_listens_on_loopback_and_asks_for_its_key() -> None:
    with GGUFServer(smollm_file(), 512) as server:
        assert server.address.startswith("http://127.0.0.1:")
        question = {"messages": [{"role": "user", "content": "Hi"}], "max_tokens": 1}
        url = f"{server.address}/chat/completions"
        assert httpx.post(url, json=question, timeout=60).status_code == 401
        assert httpx.post(url, json=question, headers={"Authorization": f"Bearer {server.key}"}, timeout=60).is_success
    with pytest.raises(httpx.ConnectError):
        httpx.get(server.address)
