"""Every regular expression of the project takes time in proportion to its input: nobody freezes a server with a long text."""

import re
import time
from collections.abc import Callable

import pytest
from patterns import ANCHORED, BOUNDED, patterns

PUMPS = [
    *" \n\t\u00a0aAé1.,-_\"'“‘()[]<>{}/\\#&;:=*`|%$@!?",
    *(
        "a ",
        "A ",
        "1 ",
        "1,",
        "1.",
        "a.",
        "A.",
        "A. ",
        "a-",
        "a'",
        "Aa",
        "Aa ",
        ". ",
        ", ",
        "<a ",
        "<!--",
        "[[",
        "1:",
        "$1 ",
        "1-",
    ),
    *("a, ", "A and ", "the ", "of ", "\n ", " \n", "\n\n", "&a;", "http://a", "a@", "A,", "—", "x='", "( ", "• "),
]
ENDINGS = ["", "!", "\n\n0"]

EXPONENTIAL_SIZE, EXPONENTIAL_SECONDS = 28, 0.1
SIZE, FACTOR = 1_000, 4
SUSPICIOUS_SECONDS = 0.001  # a quadratic pattern takes longer for so many characters
BOUNDED_SECONDS = 0.02

MAX_RATIO = 9  # for four times the input: 4 if linear, 16 if quadratic


def literals(pattern: re.Pattern[str]) -> list[str]:
    """Returns words of the pattern, which lead hostile input deeper into it."""
    text = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
    words = sorted(set(re.findall(r"[A-Za-z][a-z]{1,8}", text)))[:8]
    return words + [f"{word} " for word in words]


def run(pattern: re.Pattern[str], method: str, text: str) -> None:
    argument = text if isinstance(pattern.pattern, str) else text.encode()
    if method in {"match", "fullmatch", "search"}:
        getattr(pattern, method)(argument)
    else:
        for _ in pattern.finditer(argument):  # type: ignore[arg-type]
            pass


def seconds(work: Callable[[], None], repeats: int) -> float:
    """Returns the shortest processor time of several runs."""
    times: list[float] = []
    while len(times) < repeats and sum(times) < 0.5:
        started = time.thread_time()
        work()
        times.append(time.thread_time() - started)
    return min(times)


def hostile_input(pattern: re.Pattern[str], method: str, bound: int | None = None) -> str | None:
    """Returns a description of an input for which the time grows faster than its length, or is too long at the bound."""
    for pump in [*PUMPS, *literals(pattern)]:
        for ending in ENDINGS:

            def time_of(size: int, repeats: int, pump: str = pump, ending: str = ending) -> float:
                text = (pump * (size // len(pump) + 1))[:size] + ending
                return seconds(lambda: run(pattern, method, text), repeats)

            if time_of(EXPONENTIAL_SIZE, 1) > EXPONENTIAL_SECONDS:
                return f"{pump!r} and {ending!r}, exponential"
            if bound is not None:
                if time_of(bound, 3) > BOUNDED_SECONDS:
                    return f"{pump!r} and {ending!r}, slow for {bound}"
            elif time_of(SIZE, 1) > SUSPICIOUS_SECONDS:
                small, large = time_of(SIZE, 3), time_of(FACTOR * SIZE, 2)
                if large > MAX_RATIO * small:
                    return f"{pump!r} and {ending!r}, {large * 1000:.0f} ms for {FACTOR * SIZE}"
    return None


def test_the_check_knows_a_hostile_pattern_when_it_sees_one() -> None:
    assert hostile_input(re.compile(r"\s*\[\d+\]"), "sub")
    assert hostile_input(re.compile(r"(a{1,3})+$"), "match")  # `(a+)+` takes fifteen times as long to find
    assert hostile_input(re.compile(r"\s+$"), "search")
    assert hostile_input(re.compile(r"\s+$"), "match") is None
    assert hostile_input(re.compile(r"\[\d+\]"), "sub") is None


@pytest.mark.timeout(600)
def test_every_pattern_takes_time_in_proportion_to_its_input() -> None:
    slow: dict[str, str] = {}
    for where, pattern, methods in patterns():
        for method in sorted(methods & ANCHORED) + sorted(methods - ANCHORED)[:1]:
            if (text := hostile_input(pattern, method, BOUNDED.get(where))) is not None:
                slow[where] = f"{method} of {text}: {pattern.pattern[:200]!r}"
    assert slow == {}, "\n".join(f"{where}: {text}" for where, text in sorted(slow.items()))
