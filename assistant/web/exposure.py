"""Whether the server may listen where it is told to: this computer always, anywhere else only behind a key or a login."""

from collections.abc import Collection
from ipaddress import ip_address

from assistant.ingest.errors import UsageError


def require_protection(host: str, *, has_key: bool, has_login: bool, allowed_hosts: Collection[str] = ()) -> None:
    """Refuses to let others in without knowing who they are.

    Args:
        host: The address to listen on.
        has_key: Whether the library has a key for the HTTP API.
        has_login: Whether the page asks for a login.
        allowed_hosts: Names of elsewhere that lead here, as through a proxy.

    Raises:
        UsageError: If others could ask, and neither a key nor a login keeps them out.
    """
    if has_key or has_login or (is_this_computer(host) and not allowed_hosts):
        return
    where = f"on {host}" if not is_this_computer(host) else f"under the name {next(iter(allowed_hosts))}"
    raise UsageError(
        f"served {where}, everybody who can reach it could read the articles; make a key first with: assistant keys make NAME, "
        "or serve on 127.0.0.1"
    )


def is_this_computer(host: str) -> bool:
    """Whether an address can only be reached from this computer."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
