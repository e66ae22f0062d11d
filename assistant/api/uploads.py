"""Keeps uploaded files until they have been read."""

from collections.abc import Callable
from pathlib import Path

from assistant.api.temporary_folders import TemporaryFolder
from assistant.ingest.readers.contract import Document


class UploadFolder:
    """A temporary folder for the files of one upload. The names of uploads never become names of files."""

    def __init__(self) -> None:
        self._folder = TemporaryFolder()
        self._count = 0

    def add(self, name: str, copy_to: Callable[[Path], None]) -> Document:
        """Stores one upload and returns it as a document.

        Args:
            name: The name at the client: selects the reader and becomes the article's origin.
            copy_to: Writes the upload's bytes to a path.
        """
        self._count += 1
        path = self._folder.path / str(self._count)
        copy_to(path)
        return Document(name, f"upload/{name}", lambda: path.open("rb"))

    def delete(self) -> None:
        """Deletes all files."""
        self._folder.delete()
