"""Who may log in: names and hashes of passwords, from the setting `users` and from a file."""

import json
import os
import re
import tempfile
import threading
from collections.abc import Mapping
from pathlib import Path

from assistant.ingest.errors import AssistantError, UsageError
from assistant.settings import Settings
from assistant.web.login.passwords import HASH_PREFIX, hash_password, matches

USERS_FILE = "users.json"

_NAME = re.compile(r"[^\s:,;\x00-\x1f\x7f]{1,64}")
_Stamp = tuple[int, int, int]


class Users:
    """The people who may log in. What another process changes in the file counts from the next look on.

    Args:
        file: Where names and hashes are kept; it need not be there.
        given: Names and hashes from the settings; they come before those of the file.
    """

    def __init__(self, file: Path, given: Mapping[str, str] | None = None) -> None:
        self.file = file
        self._given = dict(given or {})
        self._read: tuple[_Stamp, dict[str, str]] | None = None
        self._reading = threading.Lock()
        # For names that nobody has: so that they take as long as those that somebody has.
        self._nobody = hash_password(os.urandom(16).hex())

    @classmethod
    def of(cls, settings: Settings) -> "Users":
        """Those of the settings.

        Raises:
            UsageError: If the setting `users` cannot be read.
        """
        given = settings.users.get_secret_value() if settings.users else ""
        return cls(settings.users_file or settings.library / USERS_FILE, read_given(given))

    def names(self) -> list[str]:
        """Everybody's name, sorted."""
        return sorted(self._all())

    def hash_of(self, name: str) -> str | None:
        """The hash of somebody's password; None where there is nobody of that name."""
        return self._all().get(name)

    def check(self, name: str, password: str) -> str | None:
        """The hash if it is that person's password, else None; both take equally long, and so does a name that nobody has."""
        kept = self.hash_of(name)
        right = matches(password, kept or self._nobody)
        return kept if right else None

    def add(self, name: str, password: str) -> None:
        """Adds a person to the file, or gives them another password."""
        self._write({**self._file(), checked_name(name): hash_password(password)})

    def remove(self, name: str) -> bool:
        """Takes a person out of the file.

        Returns:
            Whether they were in it.

        Raises:
            UsageError: If they stand in the setting, which only its owner can change.
        """
        if name in self._given:
            raise UsageError(
                f"{name} stands in the setting users (ASSISTANT_USERS or assistant.toml); take it out there"
            )
        known = self._file()
        if name not in known:
            return False
        self._write({other: kept for other, kept in known.items() if other != name})
        return True

    def _all(self) -> dict[str, str]:
        return {**self._file(), **self._given}

    def _file(self) -> dict[str, str]:
        with self._reading:
            stamp = _stamp(self.file)
            if stamp is None:
                self._read = None
                return {}
            if self._read is None or self._read[0] != stamp:
                self._read = stamp, _load(self.file)
            return self._read[1]

    def _write(self, users: Mapping[str, str]) -> None:
        """Replaces the file in one step; nobody but its owner can read it."""
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            handle, written = tempfile.mkstemp(dir=self.file.parent, prefix=".users-")
            with os.fdopen(handle, "w", encoding="utf-8") as stream:
                json.dump(dict(sorted(users.items())), stream, ensure_ascii=False, indent=1)
            Path(written).replace(self.file)
        except OSError as error:
            raise AssistantError(
                f"the file of users {self.file} cannot be written ({error.strerror or error}); check its folder, or set users_file"
            ) from error


def read_given(text: str) -> dict[str, str]:
    """The people in the setting: `NAME:HASH`, one after the other, with white space or semicolons between.

    Raises:
        UsageError: If one of them is no name with a hash; the message never repeats what follows the name.
    """
    users: dict[str, str] = {}
    for entry in re.split(r"[\s;]+", text.strip()):
        if not entry:
            continue
        name, _, kept = entry.partition(":")
        if not kept.startswith(HASH_PREFIX):
            raise UsageError(
                "the setting users must hold NAME:HASH, with hashes and no passwords; make one with: assistant users add NAME --print"
            )
        users[checked_name(name)] = kept
    return users


def checked_name(name: str) -> str:
    """The name if somebody may be called that.

    Raises:
        UsageError: If not.
    """
    if not _NAME.fullmatch(name):
        raise UsageError(
            f"{name[:80]!r} cannot be a user's name: 1 to 64 characters, no white space, no colon, comma or semicolon"
        )
    return name


def _stamp(file: Path) -> _Stamp | None:
    try:
        about = file.stat()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise AssistantError(f"the file of users {file} cannot be read ({error.strerror or error})") from error
    return about.st_mtime_ns, about.st_size, about.st_ino


def _load(file: Path) -> dict[str, str]:
    try:
        users = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise AssistantError(
            f"the file of users {file} cannot be read ({error}); restore it, or delete it and add the users anew"
        ) from error
    if not isinstance(users, dict) or not all(isinstance(kept, str) for kept in users.values()):
        raise AssistantError(
            f"the file of users {file} holds something else than names and hashes; delete it and add the users anew"
        )
    return users
