"""Reports which extra installs the packages that measuring needs."""

from collections.abc import Iterator
from contextlib import contextmanager

from assistant.ingest.errors import MissingExtraError

EXTRA = "eval"


@contextmanager
def eval_extra(what: str) -> Iterator[None]:
    """Wraps an import from the extra `eval`.

    Args:
        what: The feature that needs it, in words for the user.

    Raises:
        MissingExtraError: If the package is not installed.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        raise MissingExtraError(what, EXTRA) from error
