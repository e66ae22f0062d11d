"""Follows feeds, sites, pages and folders: checks them at intervals and reads what is new or changed into the library.

Input: addresses and folders to follow. Output: articles in the library, the state of each source.
May import: `ingest`, `prompts`, `settings`.
"""

from assistant.following.errors import FollowError
from assistant.following.following import Following
from assistant.following.source import CheckResult, FollowedSource, SourceKind

__all__ = ["CheckResult", "FollowError", "FollowedSource", "Following", "SourceKind"]
