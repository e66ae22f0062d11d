"""Download of a model file from a hub into the user's cache folder."""

import hashlib
import os
from pathlib import Path

import httpx

from assistant.generative.errors import Failure, LLMError
from assistant.generative.model_spec import HubFile

HUB = "https://huggingface.co"
_CHUNK_BYTES = 1 << 20
_TIMEOUT_SECONDS = 60.0


def download_hub_file(hub_file: HubFile, folder: Path, hub: str = HUB) -> Path:
    """Returns the path of a hub's file on this disk. Downloads the file if it is not there yet.

    A file appears under its name only when it is complete and its checksum, if one is given, is right.

    Args:
        hub_file: The file on the hub.
        folder: The folder of downloaded files.
        hub: The hub's address.

    Raises:
        LLMError: If the file cannot be downloaded or written, or its checksum is wrong.
    """
    target = folder / hub_file.repo.replace("/", "--") / hub_file.revision / hub_file.file
    if target.is_file():
        return target
    partial = target.with_name(f"{target.name}.{os.getpid()}.partial")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        digest = _download(f"{hub}/{hub_file.repo}/resolve/{hub_file.revision}/{hub_file.file}", partial)
        if hub_file.sha256 and digest != hub_file.sha256:
            raise LLMError(
                Failure.BROKEN,
                f"{hub_file.file} from {hub} has the SHA-256 {digest}, not {hub_file.sha256}; check the setting llm",
            )
        partial.replace(target)
    except httpx.HTTPError as error:
        raise LLMError(
            Failure.REFUSED,
            f"{hub_file.file} cannot be downloaded from {hub} ({type(error).__name__}); check the network",
        ) from error
    except OSError as error:
        reason = error.strerror or error
        raise LLMError(
            Failure.OTHER, f"{hub_file.file} cannot be written to {target.parent} ({reason}); free some space"
        ) from error
    finally:
        partial.unlink(missing_ok=True)
    return target


def _download(url: str, target: Path) -> str:
    """Writes the content of a URL to a file and returns its SHA-256 (hex)."""
    digest = hashlib.sha256()
    with (
        httpx.stream("GET", url, follow_redirects=True, timeout=_TIMEOUT_SECONDS) as response,
        target.open("wb") as file,
    ):
        if response.status_code == httpx.codes.NOT_FOUND:
            raise LLMError(Failure.NO_SUCH_MODEL, f"there is no file at {url}; check the setting llm")
        response.raise_for_status()
        expected_bytes = response.headers.get("content-length")
        for chunk in response.iter_raw(_CHUNK_BYTES):
            digest.update(chunk)
            file.write(chunk)
        if expected_bytes is not None and file.tell() != int(expected_bytes):
            raise LLMError(
                Failure.CUT,
                f"the download of {url} was cut off at {file.tell():,} of {int(expected_bytes):,} bytes; try again",
            )
    return digest.hexdigest()
