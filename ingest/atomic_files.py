"""Writes files completely or not at all."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_OWNER_ONLY = 0o600
_DEFAULT_MODE = 0o666  # less the umask


@contextmanager
def replace_file(file: Path, *, owner_only: bool = False) -> Iterator[Path]:
    """Yields an empty temporary file in the same folder. It replaces the file at the end; after an error it is deleted.

    Args:
        file: The file to create or replace.
        owner_only: Whether only the owner may read and write it, from the beginning.

    Raises:
        OSError: If it cannot be written.
    """
    temporary = file.with_name(f".{file.name}.{secrets.token_hex(6)}")
    temporary.touch(_OWNER_ONLY if owner_only else _DEFAULT_MODE, exist_ok=False)
    try:
        yield temporary
        temporary.replace(file)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
