"""Which addresses a stranger may have fetched: those of the public internet, told by the address itself and not by its name."""

import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from assistant.ingest.errors import UnreadableError

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
Resolver = Callable[[str, int], Sequence[str]]
"""(host, port) to addresses as text; raises `OSError` where the name is not known."""

_INTERNAL = (
    ip_network(
        "192.0.0.0/24"
    ),  # for protocols; Python takes parts of it for public, and Oracle's machines ask theirs for secrets here
    ip_network(
        "168.63.129.16/32"
    ),  # public by its number, but it answers only inside of Azure, about the machine that asks
)
_NAT64 = ip_network("64:ff9b::/96")
_COMPATIBLE = ip_network("::/96")
_LAST_32_BITS = 0xFFFFFFFF


def resolve(host: str, port: int) -> list[str]:
    """The addresses of a host, as the operating system knows them."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


@dataclass(frozen=True, slots=True)
class AddressGuard:
    """Lets through what lies on the public internet, and nothing else.

    Attributes:
        allowed: Networks that are let through all the same, such as that of a company's own pages.
        resolve: Finds the addresses of a host.
    """

    allowed: tuple[Network, ...] = ()
    resolve: Resolver = resolve

    def addresses(self, host: str, port: int) -> list[str]:
        """The addresses of a host, all of them checked: connect to one of these, and ask for no other.

        Raises:
            UnreadableError: If one of them is not allowed. The message does not say which: that would tell about the network in here.
            OSError: If the name is not known.
        """
        found = list(self.resolve(host, port))
        if not found or not all(self.permits(ip_address(one)) for one in found):
            raise UnreadableError(f"{host} is not on the public internet, and only what is may be fetched from here")
        return found

    def permits(self, address: Address) -> bool:
        """Whether an address may be connected to."""
        return any(address in network for network in self.allowed) or all(
            is_public(one) for one in (address, *_inside(address))
        )


def is_public(address: Address) -> bool:
    """Whether an address is one of the public internet: not private, shared, loopback, link-local, multicast or reserved."""
    if address in _NAT64:
        return True  # a public way to an IPv4 address, which is checked by itself
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


def _inside(address: Address) -> list[IPv4Address]:
    """The IPv4 addresses that an IPv6 address stands for: packets to it may end there."""
    if isinstance(address, IPv4Address):
        return []
    found = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
    if address in _NAT64 or address in _COMPATIBLE:
        found.append(IPv4Address(int(address) & _LAST_32_BITS))
    return [one for one in found if one is not None]
