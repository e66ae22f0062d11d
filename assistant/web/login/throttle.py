"""Slows down guessing of passwords without locking others out: attempts wait for their turn, and only a flood is refused."""

import asyncio
import time
from collections import Counter, OrderedDict
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager

_MAX_ATTEMPTS = 200
_MAX_ATTEMPTS_PER_ADDRESS = 50  # many users share the address of a proxy
_MAX_ATTEMPTS_PER_NAME = 5  # at one address
_CHECKED_AT_ONCE_PER_ADDRESS = 4
_SECONDS_PER_FAILURE = 0.5
_MAX_DELAY_SECONDS = 5.0
_FAILURE_LIFETIME_SECONDS = 15 * 60
_MAX_REMEMBERED = 10_000


class TooManyAttemptsError(Exception):
    """Too many logins are waiting."""


class LoginThrottle:
    """Lets login attempts wait for their turn. Used by one event loop.

    Attempts with the same name from the same address are checked one after the other, each later after more failures. Other
    names at that address do not wait for them, and other addresses do not wait for more than a few.

    Args:
        clock: Returns the time in seconds.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._total = 0
        self._addresses = _KeyedSemaphores(_CHECKED_AT_ONCE_PER_ADDRESS, _MAX_ATTEMPTS_PER_ADDRESS)
        self._names = _KeyedSemaphores(1, _MAX_ATTEMPTS_PER_NAME)
        self._failures: OrderedDict[tuple[str, ...], tuple[int, float]] = OrderedDict()

    @asynccontextmanager
    async def turn(self, address: str, name: str) -> AsyncIterator[None]:
        """Waits until an attempt may be checked.

        Raises:
            TooManyAttemptsError: If too many attempts are waiting: with this name, from this address or altogether.
        """
        if self._total >= _MAX_ATTEMPTS:
            raise TooManyAttemptsError
        self._total += 1
        try:
            with self._addresses.place(address) as address_turn, self._names.place(address, name) as name_turn:
                await asyncio.sleep(self.delay_seconds(address, name))
                async with name_turn, address_turn:
                    yield
        finally:
            self._total -= 1

    def delay_seconds(self, address: str, name: str) -> float:
        """Returns how long an attempt must wait because of earlier failures."""
        failures, last = self._failures.get((address, name), (0, 0.0))
        if not failures or self._clock() - last > _FAILURE_LIFETIME_SECONDS:
            return 0.0
        return min(failures * _SECONDS_PER_FAILURE, _MAX_DELAY_SECONDS)

    def record_failure(self, address: str, name: str) -> None:
        """Remembers a wrong password."""
        failures = self._failures.pop((address, name), (0, 0.0))[0] + 1
        self._failures[address, name] = failures, self._clock()
        while len(self._failures) > _MAX_REMEMBERED:
            self._failures.popitem(last=False)

    def record_success(self, address: str, name: str) -> None:
        """Forgets the failures of a name at an address."""
        self._failures.pop((address, name), None)


class _KeyedSemaphores:
    """A semaphore for each key, kept while somebody uses it.

    Args:
        at_once: The value of each semaphore.
        max_places: How many may use or wait for one semaphore.
    """

    def __init__(self, at_once: int, max_places: int) -> None:
        self._at_once = at_once
        self._max_places = max_places
        self._places: Counter[tuple[str, ...]] = Counter()
        self._semaphores: dict[tuple[str, ...], asyncio.Semaphore] = {}

    @contextmanager
    def place(self, *key: str) -> Iterator[asyncio.Semaphore]:
        """Takes a place in the queue of a key, and yields its semaphore.

        Raises:
            TooManyAttemptsError: If all places are taken.
        """
        if self._places[key] >= self._max_places:
            raise TooManyAttemptsError
        self._places[key] += 1
        try:
            yield self._semaphores.setdefault(key, asyncio.Semaphore(self._at_once))
        finally:
            self._places[key] -= 1
            if not self._places[key]:
                del self._places[key], self._semaphores[key]
