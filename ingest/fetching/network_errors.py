"""Explains network errors: why a server cannot be reached, and how long it asks to wait."""

import socket
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime


def connection_failure_reason(error: BaseException) -> str:
    """Returns in a few words why no connection could be made, such as "connection refused"."""
    for cause in error_chain(error):
        if isinstance(cause, socket.gaierror):
            return "name not known"
        if isinstance(cause, ConnectionRefusedError):
            return "connection refused"
        if isinstance(cause, ssl.SSLCertVerificationError):
            return f"its certificate is not valid ({cause.verify_message})"
        if isinstance(cause, ssl.SSLError):
            return "no secure connection could be made"
    return str(error) or "no connection"


def error_chain(error: BaseException) -> Iterator[BaseException]:
    """Yields an error, its causes and contexts, and the members of exception groups."""
    pending: list[BaseException] = [error]
    visited: set[int] = set()
    while pending:
        current = pending.pop()
        if id(current) in visited:
            continue
        visited.add(id(current))
        yield current
        pending.extend(cause for cause in (current.__cause__, current.__context__) if cause)
        if isinstance(current, BaseExceptionGroup):
            pending.extend(current.exceptions)


def parse_retry_after(value: str | None) -> float | None:
    """Returns the seconds that a `Retry-After` header asks to wait, or None. The value is a number or a date."""
    if not value:
        return None
    if value.isascii() and value.strip().isdigit():
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (aware - datetime.now(UTC)).total_seconds())
