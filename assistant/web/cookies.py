"""Reads and writes the cookies of the page. No script and no other site can read them."""


def read_cookie(header: str, name: str) -> str:
    """Returns the value of a cookie; "" if it is missing.

    Args:
        header: The `Cookie` header.
        name: The cookie's name.
    """
    for pair in header.split(";"):
        key, _, value = pair.partition("=")
        if key.strip() == name:
            return value.strip()
    return ""


def cookie_header(name: str, value: str, *, max_age_seconds: int, secure: bool) -> str:
    """Returns the `Set-Cookie` header of a cookie.

    Args:
        name: The cookie's name.
        value: The cookie's value.
        max_age_seconds: How long the browser keeps it; 0 deletes it.
        secure: Send it over https only.
    """
    return f"{name}={value}; Path=/; Max-Age={max_age_seconds}; HttpOnly; SameSite=Lax{'; Secure' if secure else ''}"
