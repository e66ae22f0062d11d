"""Whose a conversation is. The kinds cannot be taken for each other, whatever a login or a key is called."""

THIS_COMPUTER = "local"
"""Whoever uses the HTTP API on this computer without a key."""


def login_owner(name: str) -> str:
    """Somebody who has logged in: the same on every device."""
    return f"login:{name}"


def browser_owner(browser_id: str) -> str:
    """Somebody who has not: known by the random id that their browser keeps."""
    return f"browser:{browser_id}"


def key_owner(name: str) -> str:
    """The program that has a key of the HTTP API."""
    return f"key:{name}"
