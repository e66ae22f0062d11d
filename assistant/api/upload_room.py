"""Where files lie that were sent to be added, until they have been read."""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from assistant.ingest.readers.contract import Document


class UploadRoom:
    """A folder for what was uploaded, until it has been read. Names of uploads never become names of files."""

    def __init__(self) -> None:
        self._folder = TemporaryDirectory(prefix="assistant-upload-", ignore_cleanup_errors=True)
        self._count = 0

    def document(self, name: str, copy: Callable[[Path], None]) -> Document:
        """Keeps one upload.

        Args:
            name: What it is called, for choosing a reader and for the article's origin.
            copy: Writes its bytes to a path.
        """
        self._count += 1
        path = Path(self._folder.name) / str(self._count)
        copy(path)
        return Document(name, f"upload/{name}", lambda: path.open("rb"))

    def clear(self) -> None:
        """Deletes everything."""
        self._folder.cleanup()
