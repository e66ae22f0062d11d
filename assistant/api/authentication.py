"""Authenticates callers by API key; without keys, only this computer is allowed. Checks the Host and Origin headers."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Annotated, Any

from fastapi import Depends, Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from assistant.api.keys import KeyScope, KeyStore
from assistant.api.problems import ProblemError
from assistant.conversations.store import THIS_COMPUTER, key_owner

_PROXY_HEADERS = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip")

Headers = Mapping[str, str]
ServerAddress = tuple[str, int | None]


@dataclass(frozen=True, slots=True)
class Caller:
    """An authenticated caller.

    Attributes:
        name: The key's name; empty for a user of this computer without a key.
        scope: The permissions.
        key_id: Identifies the key even if a later one has the same name; empty for keys of earlier versions.
    """

    name: str
    scope: KeyScope
    key_id: str = ""

    @property
    def owner(self) -> str:
        """The owner of the caller's conversations and jobs."""
        return key_owner(self.key_id or self.name) if self.name else THIS_COMPUTER

    def require(self, scope: KeyScope) -> None:
        """Checks that the caller has a scope.

        Raises:
            ProblemError: 403.
        """
        if scope == "write" and self.scope != "write":
            raise ProblemError(
                403,
                "scope_missing",
                "this needs a key with the scope write; make one with: assistant keys make NAME --scope write",
            )


class Authenticator:
    """Authenticates requests.

    Args:
        keys: The library's keys.
        allowed_hosts: Host names that the server answers to, in addition to those of this computer.
        allowed_origins: Origins of other sites whose pages may use the API from a browser.
        always_locked: Whether a key is needed even if there is none yet, for example beside a page with a login.
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

    def caller(self, headers: Headers, server: ServerAddress | None) -> Caller:
        """Returns the caller of a request.

        Args:
            headers: The request's headers, names in lower case.
            server: The address at which the request arrived.

        Raises:
            ProblemError: 401 if a key is needed and missing, or unknown.
        """
        if not self._keys.keys():
            is_open = self._keys.is_open() and not self._always_locked
            if is_open and is_local_request(headers, server):
                return Caller("", "write")
            allowed = "only this computer itself" if is_open else "nobody"
            raise ProblemError(
                401, "key_needed", f"without a key, {allowed} is answered; make one with: assistant keys make NAME"
            )
        kind, _, secret = headers.get("authorization", "").partition(" ")
        if kind.lower() != "bearer" or not secret.strip():
            raise ProblemError(401, "key_missing", "send a key, as in: Authorization: Bearer aa_…")
        key = self._keys.find(secret.strip())
        if key is None:
            raise ProblemError(
                401, "key_unknown", "this key is not known or was revoked; list keys with: assistant keys list"
            )
        return Caller(key.name, key.scope, key.id)

    def check_host(self, headers: Headers, server: ServerAddress | None) -> None:
        """Refuses a host name that is not one of this server's, which prevents DNS rebinding.

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
        """Refuses a request of a page of another site, unless that site is allowed.

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
    """Returns the headers of an ASGI request, names in lower case; the last value of a repeated header."""
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}


def is_local_request(headers: Headers, server: ServerAddress | None) -> bool:
    """Checks whether a request comes from this computer: to a loopback address and name, and not through a proxy."""
    through_proxy = any(name in headers for name in _PROXY_HEADERS)
    return _is_loopback_server(server) and is_local_name(_host_name(headers.get("host", ""))) and not through_proxy


def is_local_name(host: str) -> bool:
    """Checks whether a host, as in the setting `host` or in a Host header, can only be this computer."""
    name = host.strip("[]").rstrip(".").lower()
    return name == "localhost" or name.endswith(".localhost") or _is_loopback(name)


def _is_loopback_server(server: ServerAddress | None) -> bool:
    return server is not None and _is_loopback(server[0])


def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False


def _host_name(host: str) -> str:
    """Returns the name in a Host header, without the port and the brackets of IPv6."""
    name = host.strip().lower()
    if name.startswith("["):
        return name[1:].partition("]")[0]
    return name.rpartition(":")[0] if ":" in name else name


# FastAPI dependencies

_BEARER = HTTPBearer(
    auto_error=False,
    description="A key made with `assistant keys make NAME`; on this computer itself, none while there are none.",
)
_Documented = Annotated[HTTPAuthorizationCredentials | None, Security(_BEARER)]  # the gate has checked the key


def _read_caller(request: Request, _: _Documented) -> Caller:
    caller = request.state.caller
    assert isinstance(caller, Caller)
    return caller


def _write_caller(caller: Annotated[Caller, Depends(_read_caller)]) -> Caller:
    caller.require("write")
    return caller


ReadCaller = Annotated[Caller, Depends(_read_caller)]
"""A caller with the scope read or write."""

WriteCaller = Annotated[Caller, Depends(_write_caller)]
"""A caller with the scope write."""

REQUIRES_READ = Depends(_read_caller)
"""For routes that do not use the caller."""

REQUIRES_WRITE = Depends(_write_caller)
"""For routes that do not use the caller."""
