"""The central data types: an `Article`, and a `Passage`, which is a slice of one."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

EDITION_CHARACTERS = 16
"""The length of an edition's name."""


@dataclass(frozen=True, slots=True)
class ParsedArticle:
    """An article as a reader found it in a source, before it gets its identity.

    Attributes:
        text: The main text, headings included, paragraphs separated by blank lines.
        title: The headline, if the source has one.
        source: The publication's usual name ("tass.com", "The Harbour Post").
        url: The address of the original.
        authors: Names, as printed.
        published: The moment of publication; naive values are taken as UTC.
        language: A BCP 47 tag such as "en".
        id: The source's own identifier, if it has one.
        date_evidence: Where the date comes from, in words ("metadata", "printed near the headline"); None without a date.
        is_incomplete: Whether the text is only the beginning of the article, such as a teaser before a paywall.
    """

    text: str
    title: str | None = None
    source: str | None = None
    url: str | None = None
    authors: Sequence[str] = ()
    published: datetime | None = None
    language: str | None = None
    id: str | None = None
    date_evidence: str | None = None
    is_incomplete: bool = False


@dataclass(frozen=True, slots=True)
class Article:
    """One article as the library keeps it. Citations are offsets into `text`, which never changes under an `id` and `content_hash`.

    Attributes:
        id: The source's own identifier, or one derived from `origin`.
        title: The headline; never empty.
        text: The main text; never empty. All offsets count its characters (Unicode code points).
        source: The publication's usual name.
        origin: The absolute path or URL that the article was read from; for a record or archive member followed by `#` and its name.
        url: The address of the original.
        authors: Names, as printed.
        published: The moment of publication, with time zone; None if the source does not say.
        language: A BCP 47 tag, if known: the one that the source declares, or the one that was detected.
        date_evidence: Where the date comes from, in words; None without a date, or if the library was made by an earlier version.
        is_incomplete: Whether the text is only the beginning of the article.
        is_language_detected: Whether the language was detected in the text, and is not the one that the source declares.
    """

    id: str
    title: str
    text: str
    source: str
    origin: str
    url: str | None = None
    authors: tuple[str, ...] = ()
    published: datetime | None = None
    language: str | None = None
    date_evidence: str | None = None
    is_incomplete: bool = False
    is_language_detected: bool = False

    @property
    def content_hash(self) -> str:
        """SHA-256 (hex) over everything a person can see; equal hashes mean that nothing has changed.

        A detected language does not count: it says nothing that the text does not.
        """
        parts = (
            self.title,
            self.text,
            self.source,
            self.url or "",
            "\x1f".join(self.authors),
            self.published.isoformat() if self.published else "",
            "" if self.is_language_detected else self.language or "",
            *(("incomplete",) if self.is_incomplete else ()),
        )
        return hashlib.sha256("\x1e".join(parts).encode()).hexdigest()

    @property
    def edition(self) -> str:
        """The name of this edition of the article, by which citations refer to it: the beginning of the content hash."""
        return self.content_hash[:EDITION_CHARACTERS]


@dataclass(frozen=True, slots=True)
class Passage:
    """The slice `article.text[start:end]` of one article. It has no text of its own, so the two cannot differ.

    Attributes:
        article_id: The article that it is a slice of.
        start: The first character, counted from 0.
        end: One past the last character; `start < end`.
    """

    article_id: str
    start: int
    end: int

    def text(self, article: Article) -> str:
        """Returns the passage's text, cut from its article.

        Raises:
            ValueError: If `article` is another article.
        """
        if article.id != self.article_id:
            raise ValueError(f"passage of article {self.article_id!r} cut from article {article.id!r}")
        return article.text[self.start : self.end]
