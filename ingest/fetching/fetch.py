"""Fetches what stands at a web address, within limits of time, size and redirects."""

import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from importlib import metadata
from io import BytesIO
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from assistant.ingest.errors import UnreadableError
from assistant.ingest.fetching.address_guard import AddressGuard
from assistant.ingest.readers.contract import Document
from assistant.ingest.sizes import format_size

if TYPE_CHECKING:
    import httpx
    from tenacity import RetryCallState

_PASSING_STATUSES = {429, 502, 503, 504}
_ACCEPTED = "text/html,application/xhtml+xml,application/atom+xml,application/rss+xml,application/pdf;q=0.9,*/*;q=0.8"


@dataclass(frozen=True, slots=True)
class FetchLimits:
    """How far a fetch goes.

    Attributes:
        connect_s: The longest wait for a connection.
        total_s: The longest that a fetch takes, redirects and further tries included.
        max_bytes: The largest page, unpacked.
        max_redirects: More are not followed.
        tries: For what may pass: no connection, and the answers 429, 502, 503 and 504.
        backoff_s: The wait before the second try; it doubles with each.
        longest_retry_after_s: The longest wait that a server's Retry-After can ask for.
        guard: Which addresses may be connected to, redirects included; all of them unless set.
    """

    connect_s: float = 10.0
    total_s: float = 30.0
    max_bytes: int = 20 * 1024**2
    max_redirects: int = 5
    tries: int = 3
    backoff_s: float = 0.5
    longest_retry_after_s: float = 10.0
    guard: AddressGuard | None = None


class _PassingError(Exception):
    """What another try may mend."""

    def __init__(self, reason: str, retry_after: str | None = None) -> None:
        super().__init__(reason)
        self.retry_after = retry_after


@dataclass(frozen=True, slots=True)
class _Answer:
    url: str
    data: bytes
    media_type: str | None
    charset: str | None


def fetch(url: str, limits: FetchLimits | None = None) -> Document:
    """Fetches a page, a file or a feed.

    Args:
        url: An http or https address.
        limits: Of time, size, redirects and tries.

    Returns:
        Its content, in memory. The origin is the address as `normalize_url` gives it.

    Raises:
        UnreadableError: If it cannot be had; the message begins with the address.
    """
    import anyio.from_thread

    limits = limits or FetchLimits()
    origin = normalize_url(url)
    check_address(origin)
    # An event loop of its own, whatever the caller's thread runs: cancelling it ends a fetch in any state on time.
    with anyio.from_thread.start_blocking_portal() as portal:
        answer = portal.call(_within_total, url.strip(), origin, limits)
    return Document(
        name=_name_of(answer.url),
        origin=origin,
        open=lambda: BytesIO(answer.data),
        url=answer.url,
        media_type=answer.media_type,
        charset=answer.charset,
    )


def normalize_url(url: str) -> str:
    """The address without fragment, user name and password, its scheme and host in lower case.

    Raises:
        UnreadableError: If it is no address.
    """
    import httpx

    try:
        parsed = httpx.URL(url.strip())
    except (httpx.InvalidURL, UnicodeError) as error:
        raise UnreadableError(f"{url} is not a valid address: {error}") from error
    return _public(parsed)


def check_address(url: str) -> None:
    """Whether an address may be asked at all: called for the address given and for each that it redirects to.

    Raises:
        UnreadableError: If it is neither http nor https, or names no host.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"}:
        raise UnreadableError(f"{url} is not a web address: only http and https can be fetched")
    if not parts.hostname:
        raise UnreadableError(f"{url} names no host")


def _public(url: "httpx.URL") -> str:
    return str(url.copy_with(fragment=None, username=None, password=None))


async def _within_total(url: str, origin: str, limits: FetchLimits) -> _Answer:
    import anyio

    begun: list[int] = []  # the status of each answer that has begun
    try:
        with anyio.fail_after(limits.total_s):
            return await _with_retries(url, origin, limits, begun)
    except TimeoutError:
        did = "did not finish its answer" if begun else "did not answer"
        raise UnreadableError(f"{origin} {did} within {limits.total_s:g} s") from None


async def _with_retries(url: str, origin: str, limits: FetchLimits, begun: list[int]) -> _Answer:
    from tenacity import AsyncRetrying, retry_if_exception_type, stop_after_attempt

    retrying = AsyncRetrying(
        retry=retry_if_exception_type(_PassingError),
        stop=stop_after_attempt(limits.tries),
        wait=lambda state: _wait_s(state, limits),
        reraise=True,
    )
    try:
        return await retrying(_once, url, origin, limits, begun)
    except _PassingError as error:
        raise UnreadableError(str(error)) from error


def _wait_s(state: "RetryCallState", limits: FetchLimits) -> float:
    error = state.outcome.exception() if state.outcome else None
    asked = _seconds(error.retry_after) if isinstance(error, _PassingError) else None
    if asked is not None:
        return min(asked, limits.longest_retry_after_s)
    return float(limits.backoff_s * 2 ** (state.attempt_number - 1))


def _seconds(retry_after: str | None) -> float | None:
    """How long a Retry-After asks to wait: seconds, or a date."""
    if not retry_after:
        return None
    if retry_after.strip().isdigit():
        return float(retry_after)
    try:
        moment = parsedate_to_datetime(retry_after)
    except ValueError:
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (aware - datetime.now(UTC)).total_seconds())


async def _once(url: str, origin: str, limits: FetchLimits, begun: list[int]) -> _Answer:
    import httpx

    begun.clear()

    async def check(request: httpx.Request) -> None:
        check_address(str(request.url))

    client = httpx.AsyncClient(
        follow_redirects=True,
        max_redirects=limits.max_redirects,
        timeout=httpx.Timeout(limits.total_s, connect=limits.connect_s),
        headers={"User-Agent": user_agent(), "Accept": _ACCEPTED},
        event_hooks={"request": [check]},
        transport=_transport(limits.guard),
    )
    try:
        async with client, client.stream("GET", url) as response:
            begun.append(response.status_code)
            _check_status(response, origin)
            data = await _body(response, origin, limits.max_bytes)
            return _Answer(_public(response.url), data, _media_type(response), response.charset_encoding)
    except httpx.ConnectTimeout as error:
        raise _PassingError(f"{origin} could not be reached: no connection within {limits.connect_s:g} s") from error
    except httpx.ConnectError as error:
        raise _PassingError(f"{origin} could not be reached: {_why_unreachable(error)}") from error
    except httpx.TooManyRedirects as error:
        raise UnreadableError(f"{origin} redirects more than {limits.max_redirects} times") from error
    except httpx.TimeoutException as error:
        raise TimeoutError from error
    except httpx.InvalidURL as error:
        raise UnreadableError(f"{origin} redirects to an address that is not valid: {error}") from error
    except (httpx.HTTPError, httpx.StreamError) as error:
        raise UnreadableError(f"{origin} could not be fetched: {str(error) or type(error).__name__}") from error


def _transport(guard: AddressGuard | None) -> "httpx.AsyncBaseTransport | None":
    if guard is None:
        return None
    from assistant.ingest.fetching.guarded_transport import GuardedTransport

    return GuardedTransport(guard)


def _check_status(response: "httpx.Response", origin: str) -> None:
    if response.is_success:
        return
    reason = response.reason_phrase or next((s.phrase for s in HTTPStatus if s == response.status_code), "")
    message = f"{origin} answered {response.status_code} {reason}".rstrip()
    if response.status_code in _PASSING_STATUSES:
        raise _PassingError(message, response.headers.get("Retry-After"))
    raise UnreadableError(message)


async def _body(response: "httpx.Response", origin: str, max_bytes: int) -> bytes:
    declared = response.headers.get("Content-Length", "")
    too_large = f"{origin} is larger than {format_size(max_bytes)}, the most that is fetched"
    if declared.isdigit() and int(declared) > max_bytes:
        raise UnreadableError(too_large)
    data = bytearray()
    async for chunk in response.aiter_bytes():
        data += chunk
        if len(data) > max_bytes:
            raise UnreadableError(too_large)
    return bytes(data)


def user_agent() -> str:
    """How the assistant names itself to servers."""
    try:
        version = metadata.version("article-assistant")
    except metadata.PackageNotFoundError:
        version = "0"
    return f"article-assistant/{version}"


def _media_type(response: "httpx.Response") -> str | None:
    return response.headers.get("Content-Type", "").partition(";")[0].strip().lower() or None


def _name_of(url: str) -> str:
    parts = urlsplit(url)
    return unquote(parts.path.rstrip("/").rpartition("/")[2]) or parts.hostname or url


def _why_unreachable(error: BaseException) -> str:
    for cause in _causes(error):
        if isinstance(cause, socket.gaierror):
            return "name not known"
        if isinstance(cause, ConnectionRefusedError):
            return "connection refused"
        if isinstance(cause, ssl.SSLCertVerificationError):
            return f"its certificate is not valid ({cause.verify_message})"
        if isinstance(cause, ssl.SSLError):
            return "no secure connection could be made"
    return str(error) or "no connection"


def _causes(error: BaseException) -> Iterator[BaseException]:
    """An error and all that led to it."""
    waiting: list[BaseException] = [error]
    seen: set[int] = set()
    while waiting:
        current = waiting.pop()
        if id(current) in seen:
            continue
        seen.add(id(current))
        yield current
        waiting.extend(cause for cause in (current.__cause__, current.__context__) if cause)
        if isinstance(current, BaseExceptionGroup):
            waiting.extend(current.exceptions)
