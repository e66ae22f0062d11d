"""Zip archives: every member that has a reader, one after the other. Nothing is unpacked into the file system."""

import io
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO, BinaryIO, cast

from assistant.ingest.errors import UnreadableError
from assistant.ingest.readers.contract import Document, ReadArticle, ReadFailure, ReadOptions
from assistant.ingest.readers.decode import clean_line
from assistant.ingest.readers.dispatch import failure_reason, read_document
from assistant.ingest.readers.registry import list_supported_suffixes, register, suffix_of, supported_suffixes
from assistant.ingest.sizes import format_size

_IN_MEMORY = 16 * 1024**2
_COPIED_AT_ONCE = 1 << 20
_ENCRYPTED = 0x1


@dataclass(slots=True)
class _Budget:
    """How many bytes an archive, and what is in it, may still unpack to."""

    limit: int
    left: int

    def spend(self, count: int) -> None:
        """Counts unpacked bytes.

        Raises:
            UnreadableError: If there are more than the limit.
        """
        self.left -= count
        if self.left < 0:
            raise UnreadableError(self.reason())

    def reason(self) -> str:
        """What to say when it is spent."""
        return f"unpacks to more than {format_size(self.limit)}, the most that an archive may"


class _Counted(io.RawIOBase):
    """A member's bytes, counted as they are unpacked: the size that an archive declares can be a lie."""

    def __init__(self, member: IO[bytes], budget: _Budget) -> None:
        self._member = member
        self._budget = budget

    def readable(self) -> bool:
        return True

    def read(self, size: int | None = -1) -> bytes:
        # one byte more than is left is enough to tell, however much was asked for
        most = self._budget.left + 1
        data = self._member.read(most if size is None or size < 0 else min(size, most))
        self._budget.spend(len(data))
        return data

    def close(self) -> None:
        self._member.close()
        super().close()


@register(".zip", media_types=("application/zip", "application/x-zip-compressed"), name="a zip archive", many=True)
def read_zip(document: Document, options: ReadOptions) -> Iterator[ReadArticle | ReadFailure]:
    """The articles of all members that have a reader, those of archives inside it among them.

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
        members = [member for member in archive.infolist() if _matters(member)]
        if not members:
            raise UnreadableError(f"holds no file that can be read; readable are {list_supported_suffixes()}")
        _check_declared(sum(member.file_size for member in members), budget, inside=inside)
        for member in members:
            place = f"{origin}#{clean_line(member.filename)}"
            yield from _read_member(archive, member, place, options, budget, inside=inside)
            if budget.left < 0:
                raise UnreadableError(budget.reason())


def _check_declared(declared: int, budget: _Budget, *, inside: bool) -> None:
    """Refuses an archive by what it says of itself, before anything is unpacked."""
    if declared <= budget.left:
        return
    if inside:  # with what came before it, this is too much for the archive around it
        budget.spend(declared)
    limit = format_size(budget.limit)
    raise UnreadableError(f"unpacks to {format_size(declared)}, more than the {limit} that an archive may")


def _matters(member: zipfile.ZipInfo) -> bool:
    parts = PurePosixPath(member.filename).parts
    hidden = any(part.startswith((".", "~$")) or part == "__MACOSX" for part in parts if part != "..")
    return not member.is_dir() and not hidden and suffix_of(member.filename) in supported_suffixes()


def _read_member(
    archive: zipfile.ZipFile,
    member: zipfile.ZipInfo,
    place: str,
    options: ReadOptions,
    budget: _Budget,
    *,
    inside: bool,
) -> Iterator[ReadArticle | ReadFailure]:
    if member.flag_bits & _ENCRYPTED:
        yield ReadFailure(place, "is protected by a password; unpack the archive and add the files")
        return

    def opened() -> BinaryIO:
        return cast("BinaryIO", _Counted(archive.open(member), budget))

    if suffix_of(member.filename) == ".zip":
        yield from _read_inner(opened, place, options, budget, inside=inside)
        return
    name = clean_line(PurePosixPath(member.filename).name)
    for item in read_document(Document(name=name, origin=place, open=opened), options):
        # once the budget is spent, the archive as a whole is reported, and nothing that was cut off
        if budget.left >= 0:
            yield item


def _read_inner(
    opened: Callable[[], BinaryIO], place: str, options: ReadOptions, budget: _Budget, *, inside: bool
) -> Iterator[ReadArticle | ReadFailure]:
    """The members of an archive inside an archive."""
    if inside:
        yield ReadFailure(place, "is an archive inside an archive inside an archive; unpack it and add the files")
        return
    try:
        with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as copy:
            with opened() as packed:
                while chunk := packed.read(_COPIED_AT_ONCE):
                    copy.write(chunk)
            copy.seek(0)
            yield from _read_archive(cast("BinaryIO", copy), place, options, budget, inside=True)
    except MemoryError:
        raise
    except Exception as error:
        if budget.left >= 0:
            yield ReadFailure(place, failure_reason(error, "a zip archive"))
