"""Who asks, and what they may: keys where there are any, else this computer alone."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any

from assistant.api.keys import KeyStore, Scope
from assistant.api.problems import ProblemError
from assistant.conversations.store import THIS_COMPUTER, key_owner

_FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip")

Headers = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks.

    Attributes:
        name: The key's name; empty for whoever uses this computer.
        scope: What they may.
    """

    name: str
    scope: Scope

    @property
    def owner(self) -> str:
        """Whose conversations they keep."""
        return key_owner(self.name) if self.name else THIS_COMPUTER

    def require(self, scope: Scope) -> None:
        """Refuses what needs more than they have.

        Raises:
            ProblemError: 403.
        """
        if scope == "write" and self.scope != "write":
            raise ProblemError(
                403,
                "scope_missing",
                "this needs a key with the scope write; make one with: assistant keys make NAME --scope write",
            )


class Access:
    """Tells who asks.

    Args:
        keys: The library's keys.
        allowed_hosts: Names that the server answers to besides those of this computer.
        allowed_origins: Pages of other sites that may use the API from a browser.
        always_locked: Whether a key is needed even where there is none yet, as beside a page that asks for a login.
    """

    def __init__(
        self,
        keys: KeyStore,
        allowed_hosts: Collection[str] = (),
        allowed_origins: Collection[str] = (),
        *,
        always_locked: bool = False,
    ) -> None:
        self._keys = keys
        self._hosts = {host.lower() for host in allowed_hosts}
        self._origins = set(allowed_origins)
        self._always_locked = always_locked

    def caller(self, headers: Headers, server: tuple[str, int | None] | None) -> Caller:
        """Who asks.

        Args:
            headers: Of the request, names in lower case.
            server: The address that it came in at.

        Raises:
            ProblemError: 401 without a key where one is needed, and with one that is not known.
        """
        if not self._keys.keys():
            if is_of_this_computer(headers, server) and not self._always_locked:
                return Caller("", "write")
            who = "nobody" if self._always_locked else "only this computer itself"
            raise ProblemError(
                401, "key_needed", f"without a key, {who} is answered; make one with: assistant keys make NAME"
            )
        kind, _, secret = headers.get("authorization", "").partition(" ")
        if kind.lower() != "bearer" or not secret.strip():
            raise ProblemError(401, "key_missing", "send a key, as in: Authorization: Bearer aa_…")
        key = self._keys.find(secret.strip())
        if key is None:
            raise ProblemError(
                401, "key_unknown", "this key is not known or was revoked; list keys with: assistant keys list"
            )
        return Caller(key.name, key.scope)

    def check_host(self, headers: Headers, server: tuple[str, int | None] | None) -> None:
        """Refuses a name that leads to this computer and is not its own: a page of another site made it lead here.

        Raises:
            ProblemError: 403.
        """
        name = _host_name(headers.get("host", ""))
        if name in self._hosts or (not self._hosts and not _is_loopback_server(server)) or is_local_name(name):
            return
        raise ProblemError(
            403, "host_refused", "the server does not answer to this name; allow it with ASSISTANT_ALLOWED_HOSTS"
        )

    def check_origin(self, headers: Headers) -> None:
        """Refuses what a browser sends for a page of another site, unless that is allowed.

        Raises:
            ProblemError: 403.
        """
        origin = headers.get("origin")
        if origin is None or origin in self._origins:
            return
        if origin.partition("://")[2].lower() == headers.get("host", "").lower() and origin.startswith("http"):
            return
        raise ProblemError(
            403, "origin_refused", "pages of this site may not use the API; allow it with ASSISTANT_ALLOWED_ORIGINS"
        )


def lower_headers(scope: Mapping[str, Any]) -> dict[str, str]:
    """The headers of an ASGI request; of one that comes twice, the last."""
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}


def is_of_this_computer(headers: Headers, server: tuple[str, int | None] | None) -> bool:
    """Whether a request came from here: not through a proxy, and not under a name of somewhere else."""
    through_proxy = any(name in headers for name in _FORWARDED)
    return _is_loopback_server(server) and is_local_name(_host_name(headers.get("host", ""))) and not through_proxy


def _is_loopback_server(server: tuple[str, int | None] | None) -> bool:
    return server is not None and _is_loopback(server[0])


def is_local_name(host: str) -> bool:
    """Whether a host, as given to listen on or as a browser names it, is this computer and nothing else."""
    name = host.strip("[]").rstrip(".").lower()
    return name == "localhost" or name.endswith(".localhost") or _is_loopback(name)


def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False


def _host_name(host: str) -> str:
    """The name in a Host header, without the port and the brackets of IPv6."""
    name = host.strip().lower()
    if name.startswith("["):
        return name[1:].partition("]")[0]
    return name.rpartition(":")[0] if ":" in name else name
