"""Sizes are given in the largest unit that fits, in steps of 1,024."""

import pytest

from assistant.ingest.sizes import format_size, parse_size

MB = 1024**2


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (0, "0 bytes"),
        (1023, "1023 bytes"),
        (4096, "4 KB"),
        (1_572_864, "1.5 MB"),
        (86 * MB, "86 MB"),
        (512 * MB, "512 MB"),
        (3 * MB**2, "3 TB"),
    ],
)
def test_a_size_is_a_number_with_the_largest_unit_that_fits(size: int, words: str) -> None:
    assert format_size(size) == words


@pytest.mark.parametrize("header", ["", "²", "٣", "-1", "1.5", "0x10", "9" * 5_000])
def test_a_size_that_is_no_number_is_ignored(header: str) -> None:
    assert parse_size(header) is None
    assert parse_size(" 12 ") == 12
