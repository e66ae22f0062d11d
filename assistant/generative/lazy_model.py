"""A language model that is made ready when it is first needed."""

import threading
import time
from collections.abc import Callable

from assistant.generative.errors import LLMError
from assistant.generative.providers.opening import OpenedLLM

_TRY_AGAIN_SECONDS = 30.0


class LazyLLM:
    """Opens the model with its first use; one that could not be opened is not tried again at once. Safe to use from several threads.

    Args:
        opening: Makes the model ready.
    """

    def __init__(self, opening: Callable[[], OpenedLLM]) -> None:
        self._opening = opening
        self._opened: OpenedLLM | None = None
        self._failed: tuple[float, LLMError] | None = None
        self._lock = threading.Lock()

    def ready(self) -> OpenedLLM:
        """The model.

        Raises:
            LLMError: If it cannot be made ready.
        """
        with self._lock:
            if self._opened is None:
                if self._failed is not None and time.monotonic() - self._failed[0] < _TRY_AGAIN_SECONDS:
                    raise self._failed[1]
                try:
                    self._opened = self._opening()
                except LLMError as error:
                    self._failed = (time.monotonic(), error)
                    raise
            return self._opened

    def close(self) -> None:
        """Gives the model back."""
        with self._lock:
            if self._opened is not None:
                self._opened.close()
                self._opened = None
