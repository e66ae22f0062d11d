"""Whose a conversation is. The two kinds cannot be taken for each other, whatever a login is called."""


def login_owner(name: str) -> str:
    """Somebody who has logged in: the same on every device."""
    return f"login:{name}"


def browser_owner(browser_id: str) -> str:
    """Somebody who has not: known by the random id that their browser keeps."""
    return f"browser:{browser_id}"
