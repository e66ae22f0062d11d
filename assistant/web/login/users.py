"""The users who may log in: names and password hashes, from the setting `users` and from a file."""

import json
import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from assistant.ingest.atomic_files import replace_file
from assistant.ingest.errors import AssistantError, UsageError
from assistant.settings import Settings
from assistant.web.login.passwords import HASH_PREFIX, hash_password, verify_password

USERS_FILE = "users.json"

_NAME = re.compile(r"[^\s:,;\x00-\x1f\x7f]{1,64}")
_SHOWN_CHARACTERS = 80
_LOCK_SECONDS = 30.0
_FileVersion = tuple[int, int, int]


class Users:
    """The users of the settings and of a file. The file is read again when another process has changed it.

    Args:
        file: The file of names and hashes; it may be missing.
        from_setting: Names and hashes of the settings; they take precedence over the file.
    """

    def __init__(self, file: Path, from_setting: Mapping[str, str] | None = None) -> None:
        self.file = file
        self._from_setting = dict(from_setting or {})
        self._cache: tuple[_FileVersion, dict[str, str]] | None = None
        self._cache_lock = threading.Lock()

    @classmethod
    def from_settings(cls, settings: Settings) -> "Users":
        """Makes the users of the settings.

        Raises:
            UsageError: If the setting `users` is malformed.
        """
        setting = settings.users.get_secret_value() if settings.users else ""
        return cls(settings.users_file or settings.library / USERS_FILE, parse_users(setting))

    def names(self) -> list[str]:
        """Returns the names of all users, sorted."""
        return sorted(self._all())

    def hash_of(self, name: str) -> str | None:
        """Returns the password hash of a user; None if there is no such user."""
        return self._all().get(name)

    def check(self, name: str, password: str) -> str | None:
        """Checks a password. A wrong password and an unknown name take as long as the right password.

        Returns:
            The user's password hash if the password is right, else None.
        """
        users = self._all()
        if name in users:
            return users[name] if verify_password(password, users[name]) else None
        if others := list(
            users.values()
        ):  # hashes of earlier versions take longer: an unknown name takes as long as any other
            verify_password(password, others[hash(name) % len(others)])
        return None

    def add(self, name: str, password: str) -> None:
        """Adds a user to the file, or changes the user's password."""
        password_hash = hash_password(password)
        with self._locked():
            self._write({**self._in_file(), checked_name(name): password_hash})

    def remove(self, name: str) -> bool:
        """Removes a user from the file.

        Returns:
            Whether the user was in the file.

        Raises:
            UsageError: If the user is in the setting, which only its owner can change.
        """
        if name in self._from_setting:
            raise UsageError(
                f"{name} stands in the setting users (ASSISTANT_USERS or assistant.toml); take it out there"
            )
        if name not in self._in_file():
            return False
        with self._locked():
            users = self._in_file()
            self._write({other: password_hash for other, password_hash in users.items() if other != name})
        return True

    def _all(self) -> dict[str, str]:
        return {**self._in_file(), **self._from_setting}

    def _in_file(self) -> dict[str, str]:
        with self._cache_lock:
            version = _version_of(self.file)
            if version is None:
                self._cache = None
                return {}
            if self._cache is None or self._cache[0] != version:
                self._cache = version, _load(self.file)
            return self._cache[1]

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Locks the file against changes of other processes: two that read it before either writes would lose a user."""
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            with FileLock(self.file.with_suffix(".lock"), timeout=_LOCK_SECONDS, mode=0o600):
                yield
        except Timeout as error:
            raise AssistantError(f"another process is changing the file of users {self.file}; try again") from error
        except OSError as error:
            raise _cannot_be_written(self.file, error) from error

    def _write(self, users: Mapping[str, str]) -> None:
        """Replaces the file in one step; only its owner can read it."""
        with replace_file(self.file, owner_only=True) as temporary:
            temporary.write_text(json.dumps(dict(sorted(users.items())), ensure_ascii=False, indent=1), "utf-8")


def parse_users(setting: str) -> dict[str, str]:
    """Parses the setting `users`: `NAME:HASH` entries, separated by white space or semicolons.

    Raises:
        UsageError: If an entry is not a name with a hash. The message never repeats what follows the name.
    """
    users: dict[str, str] = {}
    for entry in re.split(r"[\s;]+", setting.strip()):
        if not entry:
            continue
        name, _, password_hash = entry.partition(":")
        if not password_hash.startswith(HASH_PREFIX):
            raise UsageError(
                "the setting users must hold NAME:HASH, with hashes and no passwords; make one with: assistant users add NAME --print"
            )
        users[checked_name(name)] = password_hash
    return users


def checked_name(name: str) -> str:
    """Returns a user's name if it is valid.

    Raises:
        UsageError: If not.
    """
    if not _NAME.fullmatch(name):
        raise UsageError(
            f"{name[:_SHOWN_CHARACTERS]!r} cannot be a user's name: 1 to 64 characters, no white space, no colon, comma or semicolon"
        )
    return name


def _cannot_be_written(file: Path, error: OSError) -> AssistantError:
    return AssistantError(
        f"the file of users {file} cannot be written ({error.strerror or error}); check its folder, or set users_file"
    )


def _version_of(file: Path) -> _FileVersion | None:
    try:
        stat = file.stat()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise AssistantError(f"the file of users {file} cannot be read ({error.strerror or error})") from error
    return stat.st_mtime_ns, stat.st_size, stat.st_ino


def _load(file: Path) -> dict[str, str]:
    try:
        users = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise AssistantError(
            f"the file of users {file} cannot be read ({error}); restore it, or delete it and add the users again"
        ) from error
    if not isinstance(users, dict) or not all(isinstance(password_hash, str) for password_hash in users.values()):
        raise AssistantError(
            f"the file of users {file} does not hold names and hashes; delete it and add the users again"
        )
    return users
