"""Restricts fetches for untrusted users to addresses of the public internet. The IP address decides, not the host name."""

import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from assistant.ingest.errors import UnreadableError

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
Resolver = Callable[[str, int], Sequence[str]]
"""Maps (host, port) to addresses as text. Raises `OSError` if the name is unknown."""

_INTERNAL = (
    # protocol assignments: Python treats parts of it as public, and Oracle's machines have their metadata service here
    ip_network("192.0.0.0/24"),
    # formally public, but it is Azure's metadata service
    ip_network("168.63.129.16/32"),
)
_NAT64 = ip_network("64:ff9b::/96")
_COMPATIBLE = ip_network("::/96")
_LAST_32_BITS = 0xFFFFFFFF


def resolve(host: str, port: int) -> list[str]:
    """Resolves the addresses of a host with the operating system."""
    entries = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in entries))


@dataclass(frozen=True, slots=True)
class AddressGuard:
    """Permits addresses of the public internet only.

    Attributes:
        allowed: Networks that are permitted although they are not public, such as an intranet.
        resolve: Resolves the addresses of a host.
    """

    allowed: tuple[Network, ...] = ()
    resolve: Resolver = resolve

    def addresses(self, host: str, port: int) -> list[str]:
        """Resolves a host and checks all its addresses. The caller must connect to one of these and not resolve again.

        Raises:
            UnreadableError: If an address is not permitted. The message does not name it, to reveal nothing of the network.
            OSError: If the name is unknown.
        """
        addresses = list(self.resolve(host, port))
        if not addresses or not all(self.permits(ip_address(address)) for address in addresses):
            raise UnreadableError(
                f"{host} is not on the public internet, and only what is may be fetched from here; the setting fetch_networks allows "
                "other networks"
            )
        return addresses

    def permits(self, address: Address) -> bool:
        """Checks whether an address may be connected to."""
        return any(address in network for network in self.allowed) or all(
            is_public(target) for target in (address, *_embedded_ipv4(address))
        )


def is_public(address: Address) -> bool:
    """Checks that an address is not private, shared, loopback, link-local, multicast or reserved."""
    if address in _NAT64:
        return True  # a public gateway to an IPv4 address, which is checked separately
    refused = (
        address.is_private
        or address.is_loopback
        or address.is_link_local
        or address.is_multicast
        or address.is_reserved
        or address.is_unspecified
        or getattr(address, "is_site_local", False)
        or any(address in network for network in _INTERNAL)
    )
    return address.is_global and not refused


def _embedded_ipv4(address: Address) -> list[IPv4Address]:
    """Returns the IPv4 addresses embedded in an IPv6 address. Packets may be routed to them."""
    if isinstance(address, IPv4Address):
        return []
    embedded = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
    if address in _NAT64 or address in _COMPATIBLE:
        embedded.append(IPv4Address(int(address) & _LAST_32_BITS))
    return [target for target in embedded if target is not None]
