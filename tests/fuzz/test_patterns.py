"""Every regular expression of the project takes time in proportion to its input, also for texts made from the expression itself."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import pytest
from fuzzing import fuzz
from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument
from patterns import BOUNDED, patterns

SIZES = (2_000, 16_000)
MAX_RATIO = 24.0  # for eight times the input: 8 if linear, 64 if quadratic
LEAST_SECONDS = 0.05
ENDINGS = ["", "!", "\n\n0", "\x00", " ", "a"]
TOKENS = [
    " ",
    "\n",
    "a",
    "A",
    "1",
    ".",
    ",",
    "-",
    "'",
    '"',
    "<",
    ">",
    "/",
    "(",
    "[",
    "&",
    ";",
    "a ",
    "A. ",
    "1,",
    "\u00a0",
]
CHILD = """
import json, re, resource, sys, time
for line in sys.stdin:
    pattern, flags, is_bytes, method, texts = json.loads(line)
    compiled = re.compile(pattern.encode("latin-1") if is_bytes else pattern, flags)
    times = []
    for text in texts:
        text = text.encode("utf-8", "replace") if is_bytes else text
        best = 1e9
        for _ in range(2):
            used = resource.getrusage(resource.RUSAGE_SELF)
            resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + 2, resource.RLIM_INFINITY))
            started = time.process_time()
            if method in ("match", "fullmatch", "search"):
                getattr(compiled, method)(text)
            else:
                for _ in compiled.finditer(text): pass
            best = min(best, time.process_time() - started)
        times.append(best)
    print(json.dumps(times), flush=True)
"""


@dataclass(frozen=True)
class Use:
    where: str
    pattern: re.Pattern[str]
    method: str


@cache
def uses() -> tuple[Use, ...]:
    """Returns each pattern with each of its methods; a pattern whose input the code bounds is tested elsewhere."""
    found = [
        Use(where, pattern, method)
        for where, pattern, methods in patterns()
        for method in sorted(methods)
        if where not in BOUNDED
    ]
    return tuple(found)


@cache
def texts_of(pattern: re.Pattern[str]) -> st.SearchStrategy[str]:
    """Returns a strategy for texts that match; for common tokens if hypothesis does not know the syntax of the pattern."""
    tokens = st.lists(st.sampled_from(TOKENS), min_size=1, max_size=4).map("".join)
    try:
        matching = st.from_regex(of_text(pattern))
        matching.validate()
    except (InvalidArgument, NotImplementedError, ValueError, re.error):
        return tokens
    return st.one_of(matching.filter(bool), tokens)


def of_text(pattern: re.Pattern[str]) -> re.Pattern[str]:
    """Returns a pattern of bytes as one of text: hypothesis fails on some that ignore the case of bytes."""
    if not isinstance(pattern.pattern, bytes):
        return pattern
    return re.compile(pattern.pattern.decode("latin-1"), pattern.flags | re.ASCII)


@st.composite
def inputs(draw: st.DrawFn) -> tuple[Use, str, str, str]:
    """Draws a use of a pattern, and the start, the repeated part and the end of its input."""
    use = draw(st.sampled_from(uses()))
    text = draw(texts_of(use.pattern))[:200]
    first = draw(st.integers(0, len(text) - 1))
    last = draw(st.integers(first + 1, len(text)))
    return use, text[:first], text[first:last], draw(st.sampled_from(ENDINGS))


class Child:
    """A process that measures patterns; an input that is far too slow ends it."""

    def __init__(self) -> None:
        self.process = self._start()

    def times(self, use: Use, texts: list[str]) -> list[float]:
        """Returns the processor time for each text; infinite if the process ended."""
        raw = use.pattern.pattern
        is_bytes = isinstance(raw, bytes)
        request = [raw.decode("latin-1") if is_bytes else raw, use.pattern.flags, is_bytes, use.method, texts]
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            self.process = self._start()
            return [0.0, float("inf")]
        return json.loads(line)

    def _start(self) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [sys.executable, "-c", CHILD], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
        )


@pytest.fixture(scope="module")
def child() -> Iterator[Child]:
    started = Child()
    yield started
    started.process.kill()
    started.process.communicate()


def is_slow(child: Child, use: Use, start: str, pump: str, end: str) -> bool:
    texts = [(start + pump * (size // len(pump) + 1))[:size] + end for size in SIZES]
    small, large = child.times(use, texts)
    return large > LEAST_SECONDS and large > MAX_RATIO * small


def test_a_pattern_that_takes_too_long_is_found(child: Child) -> None:
    assert is_slow(child, Use("", re.compile(r"\s+$"), "search"), "", " ", "!")
    assert is_slow(child, Use("", re.compile(r"(a|a)+$"), "match"), "", "a", "!")
    assert not is_slow(child, Use("", re.compile(r"\s+x"), "match"), "", " ", "!")


def test_no_text_made_from_a_pattern_takes_it_too_long(child: Child) -> None:
    def check(drawn: tuple[Use, str, str, str]) -> None:
        use, start, pump, end = drawn
        assert not is_slow(child, use, start, pump, end), f"{use.where} {use.method}: {start!r} {pump!r} {end!r}"

    fuzz(inputs(), check, examples=150)
