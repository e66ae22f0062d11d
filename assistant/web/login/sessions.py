"""Who is signed in: one random token a browser, known to this process only."""

import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie

from assistant.web.login.users import Users

COOKIE = "assistant_login"
LASTS_SECONDS = 14 * 24 * 3600


@dataclass(frozen=True, slots=True)
class LoginSession:
    """One browser in which somebody has signed in.

    Attributes:
        name: Who.
        password_hash: With which password; another one ends it.
        until: When it ends, in the clock's seconds.
    """

    name: str
    password_hash: str
    until: float


class LoginSessions:
    """Begins, finds and ends sign-ins. Safe to use from several threads.

    Args:
        users: Who there is.
        clock: Gives the time in seconds.
    """

    def __init__(self, users: Users, clock: Callable[[], float] = time.monotonic) -> None:
        self._users = users
        self._clock = clock
        self._known: dict[str, LoginSession] = {}
        self._changing = threading.Lock()

    def begin(self, name: str, password_hash: str) -> str:
        """Remembers a browser.

        Returns:
            The token for its cookie.
        """
        token = secrets.token_urlsafe(32)
        now = self._clock()
        with self._changing:
            self._known = {key: one for key, one in self._known.items() if one.until > now}
            self._known[token] = LoginSession(name, password_hash, now + LASTS_SECONDS)
        return token

    def end(self, cookies: str) -> None:
        """Forgets the browser that sent these cookies."""
        with self._changing:
            self._known.pop(_token(cookies), None)

    def name_of(self, cookies: str) -> str | None:
        """Who the browser that sent these cookies belongs to; None for nobody.

        A person who is removed, or has another password, is signed out by that.

        Raises:
            AssistantError: If the file of users cannot be read.
        """
        found = self._known.get(_token(cookies))
        if found is None or found.until <= self._clock():
            return None
        return found.name if self._users.hash_of(found.name) == found.password_hash else None


def cookie_with(token: str, *, secure: bool) -> str:
    """The `Set-Cookie` of a token; an empty one takes the cookie away."""
    age = LASTS_SECONDS if token else 0
    return f"{COOKIE}={token}; Path=/; Max-Age={age}; HttpOnly; SameSite=Lax{'; Secure' if secure else ''}"


def _token(cookies: str) -> str:
    try:
        morsel = SimpleCookie(cookies).get(COOKIE)
    except CookieError:
        return ""
    return morsel.value if morsel else ""
