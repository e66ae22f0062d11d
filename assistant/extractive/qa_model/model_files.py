"""Tells which weights a Hugging Face model has, without loading it."""

import hashlib
from pathlib import Path

_WEIGHT_SUFFIXES = {".safetensors", ".bin"}
_CONFIG = "config.json"
_BLOCK_BYTES = 1 << 20


def transformers_identity(name: str) -> str | None:
    """Returns the identity of a model: its name, and a hash of its files or its commit on the hub.

    Returns:
        None for a hub model that was not downloaded yet.
    """
    folder = Path(name)
    if folder.is_dir():
        return f"{folder.resolve().name} {_digest(folder)}"
    from huggingface_hub import try_to_load_from_cache
    from huggingface_hub.errors import HFValidationError

    try:
        config = try_to_load_from_cache(name, _CONFIG)
    except HFValidationError:  # a path that is not there
        return None
    return f"{name} {Path(config).parent.name[:16]}" if isinstance(config, str) else None


def _digest(folder: Path) -> str:
    digest = hashlib.sha256()
    for file in sorted(folder.iterdir()):
        if file.name == _CONFIG or file.suffix in _WEIGHT_SUFFIXES:
            digest.update(file.name.encode())
            with file.open("rb") as content:
                while block := content.read(_BLOCK_BYTES):
                    digest.update(block)
    return digest.hexdigest()[:16]
