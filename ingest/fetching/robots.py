"""What a site permits: its robots.txt (RFC 9309), parsed once a day at most."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from protego import Protego

ROBOTS_TOKEN = "article-assistant"  # noqa: S105  # no secret
"""The name that robots.txt addresses this program by."""

MAX_ROBOTS_BYTES = 500 * 1024
"""A longer robots.txt is cut off there, as RFC 9309 permits."""

_VALID_FOR = timedelta(hours=24)
_RETRY_AFTER = timedelta(hours=1)
_MAX_DELAY_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class RobotsRules:
    """The rules of one site.

    Attributes:
        text: Its robots.txt; empty if there is none.
        is_unknown: Whether it could not be fetched because of a fault of the site; then nothing may be requested.
        until: When to fetch it again.
    """

    text: str
    is_unknown: bool
    until: datetime

    @classmethod
    def of_response(cls, status: int, data: bytes, now: datetime) -> "RobotsRules":
        """Returns the rules that follow from an answer: without a robots.txt (status 4xx) everything is permitted."""
        if 200 <= status < 300:
            return cls(data[:MAX_ROBOTS_BYTES].decode("utf-8", "replace"), False, now + _VALID_FOR)
        if 400 <= status < 500 and status != 429:
            return cls("", False, now + _VALID_FOR)
        return cls.unknown(now)

    @classmethod
    def unknown(cls, now: datetime) -> "RobotsRules":
        """Returns the rules of a site that cannot be asked."""
        return cls("", True, now + _RETRY_AFTER)

    def permits(self, url: str) -> bool:
        """Checks whether an address may be requested."""
        return not self.is_unknown and bool(_parsed(self.text).can_fetch(url, ROBOTS_TOKEN))

    def delay_seconds(self) -> float:
        """Returns the seconds that the site asks to leave between requests; 0 if it does not ask."""
        delay = _parsed(self.text).crawl_delay(ROBOTS_TOKEN)
        return min(float(delay or 0.0), _MAX_DELAY_SECONDS)

    def sitemaps(self) -> list[str]:
        """Returns the addresses of the site's sitemaps."""
        return list(_parsed(self.text).sitemaps)


@lru_cache(maxsize=64)
def _parsed(text: str) -> Protego:
    return Protego.parse(text)
