"""A model file from a hub: downloaded once, in one piece, checked, kept in the user's cache folder."""

import hashlib
import os
from pathlib import Path

import httpx

from assistant.generative.errors import Failure, LLMError
from assistant.generative.model_spec import HubFile

HUB = "https://huggingface.co"
_PIECE = 1 << 20
_SILENCE_SECONDS = 60.0


def downloaded(wanted: HubFile, folder: Path, hub: str = HUB) -> Path:
    """The file on this disk; downloaded if it is not there yet.

    What is downloaded appears under its name only when it is whole, and its checksum is right where one is given.

    Args:
        wanted: The file.
        folder: Where files are kept.
        hub: The hub's address.

    Raises:
        LLMError: If it cannot be had, or is not what it should be.
    """
    target = folder / wanted.repo.replace("/", "--") / wanted.revision / wanted.file
    if target.is_file():
        return target
    partial = target.with_name(f"{target.name}.{os.getpid()}.partial")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        digest = _fetch(f"{hub}/{wanted.repo}/resolve/{wanted.revision}/{wanted.file}", partial)
        if wanted.sha256 and digest != wanted.sha256:
            raise LLMError(
                Failure.BROKEN,
                f"{wanted.file} from {hub} has the SHA-256 {digest}, not {wanted.sha256}; check the setting llm",
            )
        partial.replace(target)
    except httpx.HTTPError as error:
        raise LLMError(
            Failure.REFUSED,
            f"{wanted.file} cannot be downloaded from {hub} ({type(error).__name__}); check the network",
        ) from error
    except OSError as error:
        reason = error.strerror or error
        raise LLMError(
            Failure.OTHER, f"{wanted.file} cannot be written to {target.parent} ({reason}); free some space"
        ) from error
    finally:
        partial.unlink(missing_ok=True)
    return target


def _fetch(url: str, target: Path) -> str:
    """Writes what is at the address, and gives its SHA-256 (hex)."""
    digest = hashlib.sha256()
    with (
        httpx.stream("GET", url, follow_redirects=True, timeout=_SILENCE_SECONDS) as response,
        target.open("wb") as file,
    ):
        if response.status_code == httpx.codes.NOT_FOUND:
            raise LLMError(Failure.NO_SUCH_MODEL, f"there is no file at {url}; check the setting llm")
        response.raise_for_status()
        expected = response.headers.get("content-length")
        for piece in response.iter_raw(_PIECE):
            digest.update(piece)
            file.write(piece)
        if expected is not None and file.tell() != int(expected):
            raise LLMError(
                Failure.CUT,
                f"the download of {url} was cut off at {file.tell():,} of {int(expected):,} bytes; try again",
            )
    return digest.hexdigest()
