"""Reads zip archives: every member that has a reader. Nothing is unpacked into the file system."""

import io
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO, BinaryIO, cast

from assistant.ingest.errors import UnreadableError
from assistant.ingest.readers.archive_names import decode_names
from assistant.ingest.readers.contract import Document, ReadArticle, ReadFailure, ReadOptions
from assistant.ingest.readers.decode import clean_line
from assistant.ingest.readers.dispatch import failure_reason, read_document
from assistant.ingest.readers.registry import list_supported_suffixes, register, suffix_of, supported_suffixes
from assistant.ingest.sizes import format_size

_MAX_IN_MEMORY_BYTES = 16 * 1024**2
_COPY_BYTES = 1 << 20
_ENCRYPTED = 0x1
_UTF8 = 0x800


@dataclass(slots=True)
class _Budget:
    """The number of bytes that an archive, with the archives inside it, may still unpack to."""

    limit: int
    left: int

    def spend(self, count: int) -> None:
        """Counts unpacked bytes.

        Raises:
            UnreadableError: If they exceed the limit.
        """
        self.left -= count
        if self.left < 0:
            raise UnreadableError(self.reason())

    def reason(self) -> str:
        """Returns the message for an exceeded budget."""
        return f"unpacks to more than {format_size(self.limit)}, the most that an archive may"


class _CountedStream(io.RawIOBase):
    """Counts the bytes of a member while it is unpacked. The size that an archive declares can be false."""

    def __init__(self, member: IO[bytes], budget: _Budget) -> None:
        self._member = member
        self._budget = budget

    def readable(self) -> bool:
        return True

    def read(self, size: int | None = -1) -> bytes:
        # one byte above the budget is enough to detect an excess
        max_bytes = self._budget.left + 1
        data = self._member.read(max_bytes if size is None or size < 0 else min(size, max_bytes))
        self._budget.spend(len(data))
        return data

    def close(self) -> None:
        self._member.close()
        super().close()


@register(".zip", media_types=("application/zip", "application/x-zip-compressed"), name="a zip archive", many=True)
def read_zip(document: Document, options: ReadOptions) -> Iterator[ReadArticle | ReadFailure]:
    """Reads the articles of all members that have a reader, including those of archives inside it.

    Raises:
        UnreadableError: If it unpacks to more than `options.max_archive_bytes`, or no member can be read.
    """
    budget = _Budget(options.max_archive_bytes, options.max_archive_bytes)
    with document.open() as stream:
        yield from _read_archive(stream, document.origin, options, budget, inside=False)


def _read_archive(
    stream: BinaryIO, origin: str, options: ReadOptions, budget: _Budget, *, inside: bool
) -> Iterator[ReadArticle | ReadFailure]:
    with zipfile.ZipFile(stream) as archive:
        members = [member for member in archive.infolist() if _is_readable(member)]
        if not members:
            raise UnreadableError(f"holds no file that can be read; readable are {list_supported_suffixes()}")
        _check_declared_size(sum(member.file_size for member in members), budget, inside=inside)
        for member, name in zip(members, _names(members), strict=True):
            yield from _read_member(archive, member, name, f"{origin}#{name}", options, budget, inside=inside)
            if budget.left < 0:
                raise UnreadableError(budget.reason())


def _check_declared_size(declared: int, budget: _Budget, *, inside: bool) -> None:
    """Refuses an archive by its declared size, before anything is unpacked."""
    if declared <= budget.left:
        return
    if inside:  # the members before it and this one exceed the budget of the outer archive
        budget.spend(declared)
    limit = format_size(budget.limit)
    raise UnreadableError(f"unpacks to {format_size(declared)}, more than the {limit} that an archive may")


def _is_readable(member: zipfile.ZipInfo) -> bool:
    parts = PurePosixPath(member.filename).parts
    hidden = any(part.startswith((".", "~$")) or part == "__MACOSX" for part in parts if part != "..")
    return not member.is_dir() and not hidden and suffix_of(member.filename) in supported_suffixes()


def _names(members: Sequence[zipfile.ZipInfo]) -> list[str]:
    """Returns the names of members. Without the mark of UTF-8, `zipfile` takes them for cp437."""
    names = {member: member.filename for member in members}
    unmarked = [member for member in members if not member.flag_bits & _UTF8]
    names.update(zip(unmarked, decode_names([member.filename for member in unmarked]), strict=True))
    return [clean_line(name) for name in names.values()]


def _read_member(
    archive: zipfile.ZipFile,
    member: zipfile.ZipInfo,
    member_name: str,
    origin: str,
    options: ReadOptions,
    budget: _Budget,
    *,
    inside: bool,
) -> Iterator[ReadArticle | ReadFailure]:
    if member.flag_bits & _ENCRYPTED:
        yield ReadFailure(origin, "is protected by a password; unpack the archive and add the files")
        return

    def open_member() -> BinaryIO:
        return cast("BinaryIO", _CountedStream(archive.open(member), budget))

    if suffix_of(member.filename) == ".zip":
        yield from _read_inner(open_member, origin, options, budget, inside=inside)
        return
    name = PurePosixPath(member_name).name
    for item in read_document(Document(name=name, origin=origin, open=open_member), options):
        # once the budget is exceeded, only the archive is reported, not the truncated member
        if budget.left >= 0:
            yield item


def _read_inner(
    open_member: Callable[[], BinaryIO], origin: str, options: ReadOptions, budget: _Budget, *, inside: bool
) -> Iterator[ReadArticle | ReadFailure]:
    """Reads the members of an archive inside an archive."""
    if inside:
        yield ReadFailure(origin, "is an archive inside an archive inside an archive; unpack it and add the files")
        return
    try:
        with tempfile.SpooledTemporaryFile(max_size=_MAX_IN_MEMORY_BYTES) as copy:
            with open_member() as packed:
                while chunk := packed.read(_COPY_BYTES):
                    copy.write(chunk)
            copy.seek(0)
            yield from _read_archive(cast("BinaryIO", copy), origin, options, budget, inside=True)
    except MemoryError:
        raise
    except Exception as error:
        if budget.left >= 0:
            yield ReadFailure(origin, failure_reason(error, "a zip archive"))
