"""Fetches a web address within limits of time, size and redirects."""

import zlib
from collections.abc import Callable, Mapping
from concurrent.futures import wait
from dataclasses import dataclass, replace
from functools import lru_cache
from http import HTTPStatus
from importlib import metadata
from io import BytesIO
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from assistant.ingest.errors import UnreadableError
from assistant.ingest.fetching.address_guard import AddressGuard
from assistant.ingest.fetching.network_errors import connection_failure_reason, parse_retry_after
from assistant.ingest.fetching.tls import ssl_context
from assistant.ingest.readers.contract import Document
from assistant.ingest.sizes import format_size, parse_size

if TYPE_CHECKING:
    import httpx
    from tenacity import RetryCallState

_TRANSIENT_STATUSES = {429, 502, 503, 504}
# Only what can be decompressed in bounded steps.
_ENCODINGS = "gzip, deflate"
_GZIP_OR_ZLIB = 32
_POLL_SECONDS = 0.1
_ACCEPTED = "text/html,application/xhtml+xml,application/atom+xml,application/rss+xml,application/pdf;q=0.9,*/*;q=0.8"


@dataclass(frozen=True, slots=True)
class FetchLimits:
    """The limits of a fetch.

    Attributes:
        connect_s: The longest wait for a connection, in seconds.
        total_s: The time limit of a fetch in seconds, with redirects and retries.
        max_bytes: The largest page, decompressed.
        max_redirects: The number of redirects that are followed.
        tries: The number of attempts after transient failures: no connection, or status 429, 502, 503 or 504.
        backoff_s: The wait before the second attempt. It doubles with each attempt.
        longest_retry_after_s: The longest wait that a `Retry-After` header can cause.
        guard: Restricts the addresses that may be connected to, including redirects. If None, all are permitted.
    """

    connect_s: float = 10.0
    total_s: float = 30.0
    max_bytes: int = 20 * 1024**2
    max_redirects: int = 5
    tries: int = 3
    backoff_s: float = 0.5
    longest_retry_after_s: float = 10.0
    guard: AddressGuard | None = None


class _TransientError(Exception):
    """A failure that another attempt may avoid."""

    def __init__(self, reason: str, retry_after: str | None = None) -> None:
        super().__init__(reason)
        self.retry_after = retry_after


@dataclass(frozen=True, slots=True)
class Response:
    """The answer to one request.

    Attributes:
        url: The address that answered, without user name and password.
        status: The HTTP status.
        reason: The status in words.
        headers: The headers, names in lower case.
        data: The body, decompressed; empty unless the status is a success.
        media_type: The media type without parameters.
        charset: The charset, if the server names one.
    """

    url: str
    status: int
    reason: str
    headers: Mapping[str, str]
    data: bytes
    media_type: str | None
    charset: str | None

    @property
    def is_success(self) -> bool:
        """Whether the status is 2xx."""
        return HTTPStatus.OK <= self.status < HTTPStatus.MULTIPLE_CHOICES


def fetch(url: str, limits: FetchLimits | None = None, on_wait: Callable[[], None] | None = None) -> Document:
    """Fetches a page, a file or a feed.

    Args:
        url: An http or https address.
        limits: The limits of time, size, redirects and attempts.
        on_wait: Called several times a second during the fetch; may raise an error to cancel it.

    Returns:
        The document, in memory. Its origin is the address as `normalize_url` returns it.

    Raises:
        UnreadableError: If it cannot be fetched. The message begins with the address.
    """
    limits = limits or FetchLimits()
    origin = normalize_url(url)
    check_address(origin)
    response = _fetch_in_own_loop(url.strip(), origin, limits, None, on_wait)
    return Document(
        name=document_name(response.url),
        origin=origin,
        open=lambda: BytesIO(response.data),
        url=response.url,
        media_type=response.media_type,
        charset=response.charset,
    )


def request(
    url: str,
    limits: FetchLimits,
    headers: Mapping[str, str],
    contact: str = "",
    on_wait: Callable[[], None] | None = None,
) -> Response:
    """Sends one request; follows no redirect, tries nothing again, and returns any status.

    Args:
        url: An http or https address.
        limits: The limits of time and size.
        headers: Further headers.
        contact: An address in the User-Agent by which a publisher can reach who runs this program; "" for none.
        on_wait: Called several times a second during the request; may raise an error to cancel it.

    Raises:
        UnreadableError: If there is no answer within the limits. The message begins with the address.
    """
    origin = normalize_url(url)
    check_address(origin)
    sent = {**headers, "User-Agent": f"{user_agent()} (+{contact})"} if contact else headers
    once = replace(limits, tries=1, max_redirects=0)
    return _fetch_in_own_loop(url.strip(), origin, once, sent, on_wait)


@lru_cache(maxsize=256)
def normalize_url(url: str) -> str:
    """Returns the address without fragment, user name and password, with scheme and host in lower case.

    Raises:
        UnreadableError: If it is not a valid address.
    """
    import httpx

    try:
        parsed = httpx.URL(url.strip())
    except (httpx.InvalidURL, UnicodeError) as error:
        raise UnreadableError(f"{url} is not a valid address: {error}") from error
    return _without_credentials(parsed)


def check_address(url: str) -> None:
    """Checks that an address has a host and is http or https. Also called for each redirect.

    Raises:
        UnreadableError: If it is neither http nor https, or names no host.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"}:
        raise UnreadableError(f"{url} is not a web address: only http and https can be fetched")
    if not parts.hostname:
        raise UnreadableError(f"{url} names no host")


def _without_credentials(url: "httpx.URL") -> str:
    return str(url.copy_with(fragment=None, username=None, password=None))


def _fetch_in_own_loop(
    url: str,
    origin: str,
    limits: FetchLimits,
    headers: Mapping[str, str] | None,
    on_wait: Callable[[], None] | None,
) -> Response:
    """Fetches an address in a separate event loop: it works in any caller's thread, and cancelling it ends a fetch in any state."""
    import anyio.from_thread

    with anyio.from_thread.start_blocking_portal() as portal:
        pending = portal.start_task_soon(_fetch_in_time, url, origin, limits, headers)
        try:
            while on_wait is not None and not wait([pending], _POLL_SECONDS).done:
                on_wait()
            return pending.result()
        finally:
            pending.cancel()


async def _fetch_in_time(url: str, origin: str, limits: FetchLimits, headers: Mapping[str, str] | None) -> Response:
    """Fetches an address within the time limit. With `headers`, it is one request that may have any status."""
    import anyio

    statuses: list[int] = []  # the status of the response, once it has begun
    try:
        with anyio.fail_after(limits.total_s):
            return await _fetch_with_retries(url, origin, limits, statuses, headers)
    except TimeoutError:
        failure = "did not finish its answer" if statuses else "did not answer"
        raise UnreadableError(f"{origin} {failure} within {limits.total_s:g} s") from None


async def _fetch_with_retries(
    url: str, origin: str, limits: FetchLimits, statuses: list[int], headers: Mapping[str, str] | None
) -> Response:
    from tenacity import AsyncRetrying, retry_if_exception_type, stop_after_attempt

    retrying = AsyncRetrying(
        retry=retry_if_exception_type(_TransientError),
        stop=stop_after_attempt(limits.tries),
        wait=lambda state: _wait_s(state, limits),
        reraise=True,
    )
    try:
        return await retrying(_try_once, url, origin, limits, statuses, headers)
    except _TransientError as error:
        raise UnreadableError(str(error)) from error


def _wait_s(state: "RetryCallState", limits: FetchLimits) -> float:
    error = state.outcome.exception() if state.outcome else None
    retry_after = parse_retry_after(error.retry_after) if isinstance(error, _TransientError) else None
    if retry_after is not None:
        return min(retry_after, limits.longest_retry_after_s)
    return float(limits.backoff_s * 2 ** (state.attempt_number - 1))


async def _try_once(
    url: str, origin: str, limits: FetchLimits, statuses: list[int], headers: Mapping[str, str] | None
) -> Response:
    import httpx

    statuses.clear()

    async def check(request: httpx.Request) -> None:
        check_address(str(request.url))

    client = httpx.AsyncClient(
        follow_redirects=headers is None,
        max_redirects=limits.max_redirects,
        timeout=httpx.Timeout(limits.total_s, connect=limits.connect_s),
        headers={"User-Agent": user_agent(), "Accept": _ACCEPTED, "Accept-Encoding": _ENCODINGS, **(headers or {})},
        event_hooks={"request": [check]},
        transport=_transport(limits.guard),
        verify=ssl_context(),
    )
    try:
        async with client, client.stream("GET", url) as response:
            statuses.append(response.status_code)
            if headers is None:
                _check_status(response, origin)
            data = await _body(response, origin, limits.max_bytes) if response.is_success else b""
            return _response(response, data)
    except httpx.ConnectTimeout as error:
        raise _TransientError(f"{origin} could not be reached: no connection within {limits.connect_s:g} s") from error
    except httpx.ConnectError as error:
        raise _TransientError(f"{origin} could not be reached: {connection_failure_reason(error)}") from error
    except httpx.TooManyRedirects as error:
        raise UnreadableError(f"{origin} redirects more than {limits.max_redirects} times") from error
    except httpx.TimeoutException as error:
        raise TimeoutError from error
    except httpx.InvalidURL as error:
        raise UnreadableError(f"{origin} redirects to an address that is not valid: {error}") from error
    except (httpx.HTTPError, httpx.StreamError) as error:
        raise UnreadableError(f"{origin} could not be fetched: {str(error) or type(error).__name__}") from error


def _response(response: "httpx.Response", data: bytes) -> Response:
    return Response(
        url=_without_credentials(response.url),
        status=response.status_code,
        reason=_reason(response),
        headers={name.lower(): value for name, value in response.headers.items()},
        data=data,
        media_type=_media_type(response),
        charset=response.charset_encoding,
    )


def _reason(response: "httpx.Response") -> str:
    return response.reason_phrase or next((s.phrase for s in HTTPStatus if s == response.status_code), "")


def _transport(guard: AddressGuard | None) -> "httpx.AsyncBaseTransport | None":
    if guard is None:
        return None
    from assistant.ingest.fetching.guarded_transport import GuardedTransport

    return GuardedTransport(guard)


def _check_status(response: "httpx.Response", origin: str) -> None:
    if response.is_success:
        return
    message = f"{origin} answered {response.status_code} {_reason(response)}".rstrip()
    if response.status_code in _TRANSIENT_STATUSES:
        raise _TransientError(message, response.headers.get("Retry-After"))
    raise UnreadableError(message)


async def _body(response: "httpx.Response", origin: str, max_bytes: int) -> bytes:
    declared = parse_size(response.headers.get("Content-Length", ""))
    too_large = f"{origin} is larger than {format_size(max_bytes)}, the most that is fetched"
    if declared is not None and declared > max_bytes:
        raise UnreadableError(too_large)
    decompressor = _decompressor(response, origin)
    data = bytearray()
    async for chunk in response.aiter_raw():
        data += decompressor.decompress(chunk, max_bytes + 1 - len(data)) if decompressor else chunk
        if len(data) > max_bytes:
            raise UnreadableError(too_large)
    return bytes(data)


class _Decompressor:
    """Decompresses gzip and deflate, and never returns more bytes than asked for: a few KB can stand for gigabytes."""

    def __init__(self, origin: str) -> None:
        self._origin = origin
        self._inner = zlib.decompressobj(zlib.MAX_WBITS | _GZIP_OR_ZLIB)
        self._has_data = False

    def decompress(self, data: bytes, max_bytes: int) -> bytes:
        """Returns at most `max_bytes` of the decompressed data.

        Raises:
            UnreadableError: If the data is not compressed as declared.
        """
        try:
            return self._inner.decompress(data, max_bytes)
        except zlib.error as error:
            if not self._has_data:  # some servers send deflate without its header
                self._has_data = True
                self._inner = zlib.decompressobj(-zlib.MAX_WBITS)
                return self.decompress(data, max_bytes)
            raise UnreadableError(
                f"{self._origin} could not be fetched: its compression is broken ({error})"
            ) from error
        finally:
            self._has_data = True


def _decompressor(response: "httpx.Response", origin: str) -> _Decompressor | None:
    encoding = response.headers.get("Content-Encoding", "").strip().lower()
    if encoding in {"", "identity"}:
        return None
    if encoding in {"gzip", "x-gzip", "deflate"}:
        return _Decompressor(origin)
    raise UnreadableError(f"{origin} is compressed in a way that was not asked for ({encoding[:40]})")


def user_agent() -> str:
    """Returns the value of the `User-Agent` header."""
    try:
        version = metadata.version("article-assistant")
    except metadata.PackageNotFoundError:
        version = "0"
    return f"article-assistant/{version}"


def _media_type(response: "httpx.Response") -> str | None:
    return response.headers.get("Content-Type", "").partition(";")[0].strip().lower() or None


def document_name(url: str) -> str:
    """Returns the name of the document at an address: the last part of the path, or the host."""
    parts = urlsplit(url)
    return unquote(parts.path.rstrip("/").rpartition("/")[2]) or parts.hostname or url
