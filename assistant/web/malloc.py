"""Limits the memory that glibc's allocator keeps for threads."""

import ctypes
import sys

_M_ARENA_MAX = -8
"""The option's number in glibc's malloc.h (https://man7.org/linux/man-pages/man3/mallopt.3.html)."""

_ARENAS = 2


def limit_malloc_arenas() -> None:
    """Makes all threads share two arenas. Each arena keeps freed memory, and every thread would get one of its own.

    Call it before threads are started. It does nothing without glibc.
    """
    if sys.platform == "linux" and hasattr(libc := ctypes.CDLL(None), "mallopt"):
        libc.mallopt(_M_ARENA_MAX, _ARENAS)
