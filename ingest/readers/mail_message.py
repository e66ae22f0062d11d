"""Reads mail messages (.eml) and saved web pages (.mhtml), which are mail messages with a page inside."""

from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage, MIMEPart
from email.utils import getaddresses

from assistant.ingest.article import ParsedArticle
from assistant.ingest.errors import UnreadableError
from assistant.ingest.readers.content import read_bytes
from assistant.ingest.readers.contract import Document, ReadArticle, ReadFailure, ReadOptions
from assistant.ingest.readers.decode import clean, decode
from assistant.ingest.readers.markup import markup_to_text
from assistant.ingest.readers.record_dates import record_date
from assistant.ingest.readers.registry import register
from assistant.ingest.readers.web_page import parse_page


@register(".eml", media_types=("message/rfc822",), name="a mail message")
def read_mail(document: Document, options: ReadOptions) -> Iterator[ReadArticle | ReadFailure]:
    """Reads the text of a message; subject, sender and date are its title, source and date.

    Raises:
        UnreadableError: If the message is empty, too large or has no text.
    """
    message = _parse(read_bytes(document, options))
    part = message.get_body(("plain", "html"))
    text = _text(part) if part is not None else ""
    if part is not None and part.get_content_subtype() == "html":
        text = markup_to_text(f"<div>{text}</div>")
    if not text.strip():
        raise UnreadableError("holds no text")
    name, address = next(iter(getaddresses([str(message.get("From", ""))])), ("", ""))
    yield ReadArticle(
        ParsedArticle(
            text=text,
            title=str(message.get("Subject", "")) or None,
            source=name or address.rpartition("@")[2] or None,
            authors=(name,) if name else (),
            published=record_date(str(message.get("Date", ""))),
            date_evidence="mail header",
        ),
        document.origin,
    )


@register(".mhtml", ".mht", media_types=("multipart/related", "application/x-mimearchive"), name="a saved web page")
def read_saved_page(document: Document, options: ReadOptions) -> Iterator[ReadArticle | ReadFailure]:
    """Reads the article of the page that a browser saved in one file.

    Raises:
        UnreadableError: If the file is empty, too large, or has no page with a main text.
    """
    message = _parse(read_bytes(document, options))
    part = next((part for part in message.walk() if part.get_content_type() == "text/html"), None)
    if not isinstance(part, MIMEPart):
        raise UnreadableError("holds no web page")
    address = message.get("Snapshot-Content-Location") or part.get("Content-Location")
    url = str(address) if address and str(address).startswith(("http://", "https://")) else None
    page = parse_page(_text(part), url)
    yield ReadArticle(page.article, document.origin)


def _parse(data: bytes) -> EmailMessage:
    return message_from_bytes(data, policy=policy.default)


def _text(part: MIMEPart) -> str:
    payload = part.get_payload(decode=True)
    return clean(decode(payload, part.get_content_charset())) if isinstance(payload, bytes) and payload.strip() else ""
