"""Reads the parts of documents that are zip archives of XML files."""

import zipfile
from io import BytesIO
from typing import Any

from assistant.ingest.errors import UnreadableError
from assistant.ingest.sizes import format_size

_ENCRYPTED = 0x1


class Package:
    """A document that is a zip archive.

    Args:
        data: The bytes of the archive.
        max_bytes: A document that unpacks to more is refused.

    Raises:
        UnreadableError: If it is no zip archive, or unpacks to more.
    """

    def __init__(self, data: bytes, max_bytes: int) -> None:
        try:
            self._archive = zipfile.ZipFile(BytesIO(data))
        except zipfile.BadZipFile as error:
            raise UnreadableError("is damaged or cut off; get the whole file again") from error
        if sum(part.file_size for part in self._archive.infolist()) > max_bytes:
            raise UnreadableError(f"unpacks to more than {format_size(max_bytes)}, the most that one document may have")

    def read(self, name: str) -> bytes | None:
        """Returns the bytes of a part; None if there is no such part.

        Raises:
            UnreadableError: If the part is protected or damaged.
        """
        try:
            part = self._archive.getinfo(name)
            if part.flag_bits & _ENCRYPTED:
                raise UnreadableError("is protected by a password; save a copy without one and add that")
            return self._archive.read(part)
        except KeyError:
            return None
        except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError) as error:
            raise UnreadableError("is damaged or cut off; get the whole file again") from error

    def parse(self, name: str) -> Any | None:  # noqa: ANN401 (an lxml element)
        """Parses a part as XML; returns None if there is no such part.

        Raises:
            UnreadableError: If the part is no XML.
        """
        from lxml import etree

        data = self.read(name)
        if data is None:
            return None
        try:
            return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False))
        except (etree.XMLSyntaxError, ValueError) as error:
            raise UnreadableError(f"is damaged: {name} in it is no XML") from error


def local_name(node: Any) -> str:  # noqa: ANN401
    """Returns the name of an element without its namespace; empty for comments."""
    return node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""


def first_text(root: Any | None, name: str) -> str | None:  # noqa: ANN401
    """Returns the text of the first element with a name; None if there is none or it is empty."""
    texts = (
        (" ".join("".join(node.itertext()).split()) for node in root.iter() if local_name(node) == name)
        if root is not None
        else ()
    )
    return next(filter(None, texts), None)
