"""What a reader is: a function from one `Document` to the articles in it, registered for suffixes and media types."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import BinaryIO

from assistant.ingest.article import ParsedArticle


@dataclass(frozen=True, slots=True)
class Document:
    """Bytes from somewhere, not yet read.

    Attributes:
        name: The file's name with its suffix, or the last part of a URL: for choosing a reader, and for titles of last resort.
        origin: An absolute path or a URL; a member of an archive is `PATH#MEMBER`.
        open: Gives the bytes, from the start, each time it is called. The caller closes what it gets.
        url: Set for what came over HTTP: the address after redirects.
        media_type: As the server told it, without parameters; None for files.
        charset: As the server told it; None if it did not.
    """

    name: str
    origin: str
    open: Callable[[], BinaryIO]
    url: str | None = None
    media_type: str | None = None
    charset: str | None = None


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What a user can say about how sources are read.

    Attributes:
        columns: Which column or key of a record holds which field, such as `{"text": "body"}`; keys are the field names of `ParsedArticle`.
        max_document_bytes: A larger file, page or archive member is refused.
        max_archive_bytes: An archive that unpacks to more is refused.
        follow: Fetches a page that a feed links to, raising `UnreadableError`; None leaves links unfollowed.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    max_document_bytes: int = 512 * 1024**2
    max_archive_bytes: int = 2 * 1024**3
    follow: Callable[[str], Document] | None = None


@dataclass(frozen=True, slots=True)
class ReadArticle:
    """One article found in a document.

    Attributes:
        draft: What was read.
        origin: The document's origin, followed by `#` and the record's name where a document holds several articles.
    """

    draft: ParsedArticle
    origin: str


@dataclass(frozen=True, slots=True)
class ReadFailure:
    """One source, or one record of it, that could not be read; the others go on.

    Attributes:
        origin: What could not be read.
        reason: Why, in one line that a user can act on.
    """

    origin: str
    reason: str


Reader = Callable[[Document, ReadOptions], Iterator[ReadArticle | ReadFailure]]
