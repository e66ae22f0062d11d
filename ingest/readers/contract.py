"""The types of the readers: `Document`, `ReadOptions`, `ReadArticle`, `ReadFailure` and `Reader`."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import BinaryIO

from assistant.ingest.article import ParsedArticle

PRINTED_ABOVE = "printed above the text"
DOCUMENT_PROPERTIES = "document properties"


@dataclass(frozen=True, slots=True)
class Document:
    """A document before it is read.

    Attributes:
        name: The file's name with its suffix, or the last part of a URL. It helps to choose the reader.
        origin: An absolute path or a URL. A member of an archive is `PATH#MEMBER`.
        open: Opens the bytes from the start, each time it is called. The caller closes the stream.
        url: The address after redirects, for a document fetched over HTTP.
        media_type: The server's media type without parameters. None for files.
        charset: The server's charset, if it names one.
    """

    name: str
    origin: str
    open: Callable[[], BinaryIO]
    url: str | None = None
    media_type: str | None = None
    charset: str | None = None


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """Options for reading documents.

    Attributes:
        columns: The column or key of a record for a field, such as `{"text": "body"}`. Keys are the fields of `ParsedArticle`.
        max_document_bytes: A larger file, page or archive member is refused.
        max_archive_bytes: An archive that unpacks to more is refused.
        select: Decides whether an entry of a feed is read, from its fields and its link. If None, all entries are.
        day_first: Whether the day comes first in dates such as 04/03/2026, if that is known.
        follow: Fetches a page that a feed links to, or raises `UnreadableError`. If None, links are not followed.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    max_document_bytes: int = 512 * 1024**2
    max_archive_bytes: int = 2 * 1024**3
    follow: Callable[[str], Document] | None = None
    day_first: bool | None = None
    select: "Callable[[ReadArticle], bool] | None" = None


@dataclass(frozen=True, slots=True)
class ReadArticle:
    """One article found in a document.

    Attributes:
        parsed: The article as the reader parsed it.
        origin: The document's origin. If the document holds several articles, `#` and the record's name follow.
        remarks: What the user should know about it, such as that it is incomplete.
    """

    parsed: ParsedArticle
    origin: str
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadFailure:
    """A source, or one record of a source, that could not be read. Reading continues with the next one.

    Attributes:
        origin: The origin of the source or record.
        reason: The reason in one line that tells the user what to do.
        count: The number of records that it stands for.
        is_no_article: Whether it was read, but is no article, such as a consent page.
    """

    origin: str
    reason: str
    count: int = 1
    is_no_article: bool = False


Reader = Callable[[Document, ReadOptions], Iterator[ReadArticle | ReadFailure]]
