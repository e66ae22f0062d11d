"""The memory for documents is shared in order: nobody overtakes, and who is cancelled gives up the place."""

import threading

import pytest

from assistant.ingest.document_memory import DocumentMemory
from assistant.ingest.errors import IngestStoppedError


def test_who_asks_again_and_again_does_not_overtake_who_waits() -> None:
    memory, order = DocumentMemory(), []
    waits = threading.Event()

    def wait() -> None:
        with memory.large_share(waits.set):
            order.append("waited")

    thread = threading.Thread(target=wait)
    with memory.large_share():
        thread.start()
        assert waits.wait(10)
    with memory.large_share():
        order.append("asked again")
    thread.join(10)
    assert order == ["waited", "asked again"]


def test_who_is_cancelled_gives_up_the_place() -> None:
    memory = DocumentMemory()

    def stop() -> None:
        raise IngestStoppedError

    with memory.large_share(), pytest.raises(IngestStoppedError), memory.large_share(stop):
        pass
    with memory.large_share():
        pass


def test_three_documents_are_read_at_once_and_a_fourth_waits() -> None:
    memory, waits = DocumentMemory(), threading.Event()

    def wait() -> None:
        with memory.small_share(waits.set):
            pass

    with memory.small_share(), memory.small_share():
        with memory.small_share():
            thread = threading.Thread(target=wait)
            thread.start()
            assert waits.wait(10)
        thread.join(10)
        assert not thread.is_alive()
