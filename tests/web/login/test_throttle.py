"""Guessing a password gets slower with each failure; other users of the same address are neither refused nor delayed."""

import asyncio

import pytest

from assistant.web.login.throttle import LoginThrottle, TooManyAttemptsError

PROXY = "192.0.2.1"


class Attempts:
    """Attempts that hold their turn until they are released."""

    def __init__(self, throttle: LoginThrottle) -> None:
        self._throttle = throttle
        self._release = asyncio.Event()
        self.refused = 0
        self.checked: list[str] = []
        self._tasks: list[asyncio.Task[None]] = []

    def begin(self, address: str, name: str) -> None:
        self._tasks.append(asyncio.create_task(self._hold(address, name)))

    async def _hold(self, address: str, name: str) -> None:
        try:
            async with self._throttle.turn(address, name):
                self.checked.append(name)
                await self._release.wait()
        except TooManyAttemptsError:
            self.refused += 1

    async def end(self) -> None:
        self._release.set()
        await asyncio.gather(*self._tasks)


async def settle() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


def test_somebody_who_guesses_a_password_locks_nobody_else_out_behind_the_same_address() -> None:
    async def run() -> None:
        throttle = LoginThrottle()
        attempts = Attempts(throttle)
        for _ in range(30):
            throttle.record_failure(PROXY, "anna")
            attempts.begin(PROXY, "anna")
        await settle()
        attempts.begin(PROXY, "ben")
        await settle()
        assert "ben" in attempts.checked
        assert throttle.delay_seconds(PROXY, "ben") == 0
        await asyncio.wait_for(attempts.end(), 60)
        assert attempts.refused > 0

    asyncio.run(run())


def test_attempts_with_many_names_do_not_fill_the_turns_of_other_addresses() -> None:
    async def run() -> None:
        attempts = Attempts(LoginThrottle())
        for number in range(100):
            attempts.begin(PROXY, f"user{number}")
        await settle()
        assert len(attempts.checked) <= 4
        attempts.begin("198.51.100.7", "ben")
        await settle()
        assert "ben" in attempts.checked
        await attempts.end()

    asyncio.run(run())


def test_attempts_with_one_name_are_checked_one_after_the_other() -> None:
    async def run() -> None:
        attempts = Attempts(LoginThrottle())
        for _ in range(3):
            attempts.begin(PROXY, "anna")
        await settle()
        assert attempts.checked == ["anna"]
        await attempts.end()
        assert attempts.checked == ["anna"] * 3
        assert attempts.refused == 0

    asyncio.run(run())


def test_each_failure_delays_the_next_attempt_until_a_success_or_for_a_while() -> None:
    now = [0.0]
    throttle = LoginThrottle(lambda: now[0])
    delays = []
    for _ in range(20):
        throttle.record_failure(PROXY, "anna")
        delays.append(throttle.delay_seconds(PROXY, "anna"))
    assert delays == sorted(delays)
    assert 0 < delays[0] < delays[-1] <= 5
    assert throttle.delay_seconds("198.51.100.7", "anna") == 0
    throttle.record_success(PROXY, "anna")
    assert throttle.delay_seconds(PROXY, "anna") == 0
    throttle.record_failure(PROXY, "anna")
    now[0] += 3600
    assert throttle.delay_seconds(PROXY, "anna") == 0


def test_the_memory_for_failures_is_bounded() -> None:
    throttle = LoginThrottle()
    for number in range(10_050):
        throttle.record_failure(PROXY, f"user{number}")
    assert throttle.delay_seconds(PROXY, "user0") == 0
    assert throttle.delay_seconds(PROXY, "user10049") > 0


def test_a_flood_is_refused() -> None:
    async def run() -> None:
        attempts = Attempts(LoginThrottle())
        for number in range(300):
            attempts.begin(f"192.0.2.{number % 250}", f"user{number}")
        await settle()
        assert attempts.refused == 100
        await attempts.end()

    asyncio.run(run())


def test_a_refused_attempt_takes_no_turn() -> None:
    throttle = LoginThrottle()

    async def flood() -> None:
        attempts = Attempts(throttle)
        for _ in range(10):
            attempts.begin(PROXY, "anna")
        await settle()
        assert attempts.refused == 5
        await attempts.end()
        async with throttle.turn(PROXY, "anna"):
            pass
        with pytest.raises(ZeroDivisionError):
            async with throttle.turn(PROXY, "anna"):
                raise ZeroDivisionError

    asyncio.run(flood())
