"""Login sessions: a random token for each browser, kept in the memory of this process."""

import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from assistant.web.cookies import cookie_header, read_cookie
from assistant.web.login.users import Users

SESSION_COOKIE = "assistant_login"
SESSION_SECONDS = 14 * 24 * 3600


@dataclass(frozen=True, slots=True)
class LoginSession:
    """A browser in which a user is signed in.

    Attributes:
        name: The user's name.
        password_hash: The user's password hash at the login; a changed password ends the session.
        expires: When the session ends, in the clock's seconds.
    """

    name: str
    password_hash: str
    expires: float


class LoginSessions:
    """Begins, finds and ends login sessions. Safe to use from several threads.

    Args:
        users: The users who may log in.
        clock: Returns the time in seconds.
    """

    def __init__(self, users: Users, clock: Callable[[], float] = time.monotonic) -> None:
        self._users = users
        self._clock = clock
        self._by_token: dict[str, LoginSession] = {}
        self._lock = threading.Lock()

    def begin(self, name: str, password_hash: str) -> str:
        """Begins a session.

        Returns:
            The token for the session cookie.
        """
        token = secrets.token_urlsafe(32)
        now = self._clock()
        with self._lock:
            self._by_token = {key: session for key, session in self._by_token.items() if session.expires > now}
            self._by_token[token] = LoginSession(name, password_hash, now + SESSION_SECONDS)
        return token

    def end(self, cookies: str) -> None:
        """Ends the session of a `Cookie` header."""
        with self._lock:
            self._by_token.pop(read_cookie(cookies, SESSION_COOKIE), None)

    def user_of(self, cookies: str) -> str | None:
        """Returns the name of the user that a `Cookie` header belongs to; None without a valid session.

        The session of a user who was removed, or whose password was changed, is not valid.

        Raises:
            AssistantError: If the file of users cannot be read.
        """
        session = self._by_token.get(read_cookie(cookies, SESSION_COOKIE))
        if session is None or session.expires <= self._clock():
            return None
        return session.name if self._users.hash_of(session.name) == session.password_hash else None


def session_cookie(token: str, *, secure: bool) -> str:
    """Returns the `Set-Cookie` header of a token; "" as the token deletes the cookie."""
    return cookie_header(SESSION_COOKIE, token, max_age_seconds=SESSION_SECONDS if token else 0, secure=secure)
