"""Keeps the memory of a server with many threads from growing."""

import ctypes
import sys

_M_ARENA_MAX = -8
"""As glibc's malloc.h has it (https://man7.org/linux/man-pages/man3/mallopt.3.html)."""

_ARENAS = 2


def limit_malloc_arenas() -> None:
    """Has all threads share two arenas of the allocator, where it has arenas: each keeps what was freed in it, and threads would have many.

    To be called before the threads are started.
    """
    if sys.platform == "linux" and hasattr(libc := ctypes.CDLL(None), "mallopt"):
        libc.mallopt(_M_ARENA_MAX, _ARENAS)
