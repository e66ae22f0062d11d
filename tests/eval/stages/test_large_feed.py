"""The measurement of a large feed follows a real one."""

from assistant.eval.stages.large_feed import measure


def test_each_entry_is_stored_once_and_an_unchanged_feed_is_one_request_without_a_body() -> None:
    measured = measure(12)
    assert (measured["articles"], measured["checks"], measured["requests"]) == (12, 1, 1)
    assert (measured["requests_if_unchanged"], measured["bytes_if_unchanged"]) == (1, 0)
