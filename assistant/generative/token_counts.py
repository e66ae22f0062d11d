"""Number of tokens of a text: counted by the model's server, or estimated if the server cannot count."""

from collections.abc import Callable

import httpx

TokenCounter = Callable[[str], int]

_BYTES_PER_TOKEN = 3
_TIMEOUT_SECONDS = 2.0


def estimate_tokens(text: str) -> int:
    """Estimates the tokens of a text. The estimate is about a third too high for English, so a budget is never exceeded."""
    return len(text.encode("utf-8", "replace")) // _BYTES_PER_TOKEN + 1


class ServerTokenCounter:
    """Counts with the server's `/tokenize`, which llama.cpp and vLLM have. Estimates after the first failure.

    Args:
        address: The base URL of the server's OpenAI API.
        key: The server's key.
        model: The model's name.
    """

    def __init__(self, address: str, key: str, model: str) -> None:
        self._url = f"{address.removesuffix('/v1')}/tokenize"
        self._client = httpx.Client(  # shared, because making a client takes longer than counting
            headers={"Authorization": f"Bearer {key}"}, timeout=_TIMEOUT_SECONDS
        )
        self._model = model
        self._can_count = True

    def __call__(self, text: str) -> int:
        """Returns the number of tokens of a text."""
        if self._can_count:
            try:
                return self._count(text)
            except (httpx.HTTPError, ValueError, KeyError, TypeError):
                self._can_count = False
        return estimate_tokens(text)

    def _count(self, text: str) -> int:
        response = self._client.post(self._url, json={"content": text, "model": self._model, "prompt": text})
        response.raise_for_status()
        return len(response.json()["tokens"])
