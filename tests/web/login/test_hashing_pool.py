"""Hashes run a few at once; one that does not return loses its slot, so that others can still log in."""

import asyncio
import threading
import time

import pytest

from assistant.web.login.hashing_pool import HashingPool, HashingUnavailableError


def test_no_more_hashes_run_at_once_than_there_are_slots() -> None:
    running, most, lock = 0, 0, threading.Lock()

    def hash_slowly() -> int:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        time.sleep(0.05)
        with lock:
            running -= 1
        return 7

    async def run() -> list[int]:
        pool = HashingPool(at_once=2)
        return await asyncio.gather(*(pool.run(hash_slowly) for _ in range(8)))

    assert asyncio.run(run()) == [7] * 8
    assert most == 2


def test_a_hash_that_never_returns_loses_its_slot() -> None:
    never = threading.Event()

    async def run() -> str:
        pool = HashingPool(at_once=1, timeout_seconds=0.1)
        for _ in range(3):
            with pytest.raises(HashingUnavailableError, match="took too long"):
                await pool.run(never.wait)
        return await pool.run(lambda: "checked")

    try:
        assert asyncio.run(run()) == "checked"
    finally:
        never.set()


def test_hashes_that_never_return_take_a_bounded_number_of_threads() -> None:
    never = threading.Event()

    async def run() -> None:
        pool = HashingPool(at_once=4, timeout_seconds=0.01)
        await asyncio.gather(*(pool.run(never.wait) for _ in range(40)), return_exceptions=True)
        with pytest.raises(HashingUnavailableError, match="restart the server"):
            await pool.run(lambda: None)

    before = threading.active_count()
    try:
        asyncio.run(run())
        assert threading.active_count() - before <= 16
    finally:
        never.set()


def test_an_error_of_a_hash_reaches_the_caller() -> None:
    def fail() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        asyncio.run(HashingPool().run(fail))
