"""An HTTP transport that connects only to addresses that a guard has checked, even if the name changes later."""

import httpx
from anyio import to_thread

from assistant.ingest.fetching.address_guard import AddressGuard
from assistant.ingest.fetching.tls import ssl_context

_PORTS = {"http": 80, "https": 443}


class GuardedTransport(httpx.AsyncBaseTransport):
    """Resolves the host of each request once, checks the addresses and connects to one of them. This includes redirects.

    Proxies of the environment are not used, because a proxy would resolve the name again.
    """

    def __init__(self, guard: AddressGuard) -> None:
        self._guard = guard
        # No keep-alive: hosts can share an address, and the certificate of each host must be checked.
        self._inner = httpx.AsyncHTTPTransport(verify=ssl_context(), limits=httpx.Limits(max_keepalive_connections=0))

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Sends a request to the first address of its host that accepts a connection.

        Raises:
            UnreadableError: If the guard refuses an address.
        """
        port = request.url.port or _PORTS[request.url.scheme]
        try:
            addresses = await to_thread.run_sync(self._guard.addresses, _host(request), port, abandon_on_cancel=True)
        except OSError as error:
            raise httpx.ConnectError(str(error), request=request) from error
        for address in addresses[:-1]:
            try:
                return await self._send(request, address)
            except httpx.ConnectError:
                continue
        return await self._send(request, addresses[-1])

    async def aclose(self) -> None:
        """Closes the connections."""
        await self._inner.aclose()

    async def _send(self, request: httpx.Request, address: str) -> httpx.Response:
        """Sends the request to an address. The host remains in the headers and in the certificate check."""
        extensions = {**request.extensions, "sni_hostname": _host(request)}
        addressed = httpx.Request(
            request.method,
            request.url.copy_with(host=address),
            headers=request.headers,
            stream=request.stream,
            extensions=extensions,
        )
        return await self._inner.handle_async_request(addressed)


def _host(request: httpx.Request) -> str:
    """Returns the host in ASCII, as DNS and certificates use it."""
    return request.url.raw_host.decode("ascii")
