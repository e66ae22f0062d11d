"""Limits the memory that glibc's allocator keeps. Nothing here has an effect without glibc."""

import ctypes
import sys

_M_ARENA_MAX = -8
"""The option's number in glibc's malloc.h (https://man7.org/linux/man-pages/man3/mallopt.3.html)."""

_ARENAS = 2


def limit_malloc_arenas() -> None:
    """Makes all threads share two arenas. Each arena keeps freed memory, and every thread would get one of its own.

    Call it before threads are started.
    """
    if (libc := _libc_with("mallopt")) is not None:
        libc.mallopt(_M_ARENA_MAX, _ARENAS)


def free_unused_memory() -> None:
    """Returns freed memory to the operating system."""
    if (libc := _libc_with("malloc_trim")) is not None:
        libc.malloc_trim(0)


def _libc_with(function: str) -> ctypes.CDLL | None:
    if sys.platform != "linux":
        return None
    libc = ctypes.CDLL(None)
    return libc if hasattr(libc, function) else None
