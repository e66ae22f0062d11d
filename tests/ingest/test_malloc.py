"""A server's memory does not grow with the number of its threads."""

import subprocess
import sys

import pytest
from invented import CHILD_ENVIRONMENT, python_command

_COUNT = """
import ctypes, threading
from assistant.ingest.malloc import limit_malloc_arenas
libc = ctypes.CDLL(None)
libc.fopen.restype = ctypes.c_void_p
libc.malloc.restype = ctypes.c_void_p
if {limited}:
    limit_malloc_arenas()
together = threading.Barrier(12)
def work():
    together.wait()
    kept = [libc.malloc(1000) for _ in range(2000)]
    together.wait()
threads = [threading.Thread(target=work) for _ in range(12)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
file = libc.fopen(b"{file}", b"w")
libc.malloc_info(0, ctypes.c_void_p(file))
libc.fclose(ctypes.c_void_p(file))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only glibc has arenas")
def test_a_servers_threads_share_two_arenas(tmp_path):
    heaps = {}
    for limited in (False, True):
        file = tmp_path / f"{limited}.xml"
        code = _COUNT.format(limited=limited, file=file)
        subprocess.run(python_command(code), check=True, env=CHILD_ENVIRONMENT, timeout=60)
        heaps[limited] = file.read_text().count("<heap nr=")
    assert heaps[True] <= 2 < heaps[False], heaps
