"""When to come again: to a source after a check, and to an article that may have been edited."""

from datetime import datetime, timedelta

from tenacity import RetryCallState, wait_exponential

from assistant.following.source import FollowedItem

_LONGEST_WAIT = timedelta(days=1)
_FIRST_REREAD = timedelta(hours=1)
_REREAD_FOR = timedelta(days=7)


def wait_after_failures(every: timedelta, failures: int) -> timedelta:
    """Returns the time to the next check after so many failures in a row: doubled with each, at most a day."""
    state = RetryCallState(None, None, (), {})  # type: ignore[arg-type]  # only its attempt number is used
    state.attempt_number = failures
    wait = wait_exponential(multiplier=every.total_seconds(), max=max(_LONGEST_WAIT, every).total_seconds())
    return timedelta(seconds=wait(state))


def next_reread(item: FollowedItem, now: datetime) -> datetime | None:
    """Returns when a page is read again without being told of a change.

    Publishers edit an article most in its first hours. It is read again when it has become twice as old, for a week.
    """
    age = now - item.first_seen_at
    if age > _REREAD_FOR:
        return None
    return now + max(_FIRST_REREAD, age)


def retry_time(failures: int, now: datetime) -> datetime | None:
    """Returns when a page that could not be read is tried again; None after a week of attempts."""
    wait = wait_after_failures(_FIRST_REREAD, failures)
    return None if failures > _REREAD_FOR.days else now + wait
