"""The errors of following."""

from assistant.ingest.errors import UsageError


class FollowError(UsageError):
    """A source cannot be followed, or is not followed."""
