"""How many tokens a text has for a model: as its own server counts them, or, where it does not tell, a careful estimate."""

from collections.abc import Callable

import httpx

TokenCounter = Callable[[str], int]

_BYTES_PER_TOKEN = 3
_SECONDS = 2.0


def estimated_tokens(text: str) -> int:
    """About a third more than models need for English, so that a budget is never overrun."""
    return len(text.encode("utf-8", "replace")) // _BYTES_PER_TOKEN + 1


class ServerTokens:
    """Counts with the server's own `/tokenize`, which llama.cpp and vLLM have; estimates from the first failure on.

    Args:
        address: Where the server speaks the OpenAI API.
        key: The key it asks for.
        model: The model's name.
    """

    def __init__(self, address: str, key: str, model: str) -> None:
        self._url = f"{address.removesuffix('/v1')}/tokenize"
        # One client for all: making one takes longer than counting.
        self._client = httpx.Client(headers={"Authorization": f"Bearer {key}"}, timeout=_SECONDS)
        self._model = model
        self._knows = True

    def __call__(self, text: str) -> int:
        """The number of tokens of a text."""
        if self._knows:
            try:
                return self._counted(text)
            except (httpx.HTTPError, ValueError, KeyError, TypeError):
                self._knows = False
        return estimated_tokens(text)

    def _counted(self, text: str) -> int:
        asked = {"content": text, "model": self._model, "prompt": text}
        response = self._client.post(self._url, json=asked)
        response.raise_for_status()
        return len(response.json()["tokens"])
