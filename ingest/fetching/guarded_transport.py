"""HTTP that connects only to addresses which a guard has checked, whatever a name means a moment later."""

import httpx
from anyio import to_thread

from assistant.ingest.fetching.address_guard import AddressGuard

_PORTS = {"http": 80, "https": 443}


class GuardedTransport(httpx.AsyncBaseTransport):
    """Looks each request's host up once, checks what it finds, and connects to that: redirects come through here as well.

    Proxies of the environment are not used, as a proxy would look the name up again.
    """

    def __init__(self, guard: AddressGuard) -> None:
        self._guard = guard
        # Connections are not kept: those to one address are not to one host, and each host's certificate is to be checked.
        self._inner = httpx.AsyncHTTPTransport(limits=httpx.Limits(max_keepalive_connections=0))

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Sends a request to the first of its host's addresses that can be connected to.

        Raises:
            UnreadableError: If the guard refuses one of the addresses.
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
        """The same request, to an address: the host stays in its headers, and in what the certificate must be for."""
        extensions = {**request.extensions, "sni_hostname": _host(request)}
        there = httpx.Request(
            request.method,
            request.url.copy_with(host=address),
            headers=request.headers,
            stream=request.stream,
            extensions=extensions,
        )
        return await self._inner.handle_async_request(there)


def _host(request: httpx.Request) -> str:
    """As the name system and certificates have it: ASCII."""
    return request.url.raw_host.decode("ascii")
