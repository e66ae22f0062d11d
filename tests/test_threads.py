"""One assistant, many threads: each asks, one writes, and no quote is ever another's."""

import asyncio
import json
import shutil
import threading
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from invented import quick_assistant
from llm_servers import LLMServer, NeverEnds
from sample_library import SUMMER

from assistant import Answer, AnswerEvent, Assistant, StatementEvent, TokenEvent
from assistant.settings import load_settings

TOWNS = ["Ashby", "Corran", "Skerry", "Gullhaven", "Marlow", "Tarn", "Brandt", "Quill"]
VERSIONS = 8
ASKERS = 6
ASKED_BY_EACH = 8


def text_of(town: str, version: int) -> str:
    """The article about a town; what it says, and where, differs in every version."""
    before = "The weather was fine. " * version
    return f"{before}The lighthouse of {town} cost {1_000 + version} euros. The harbour of {town} was closed for {version + 2} days."


def write_version(file: Path, version: int) -> Path:
    records = [
        {
            "id": town,
            "title": f"{town} lighthouse",
            "source": "Post",
            "date": "2026-05-01",
            "text": text_of(town, version),
        }
        for town in TOWNS
    ]
    file.write_text("".join(json.dumps(record) + "\n" for record in records), "utf-8")
    return file


def wrong_citations(answer: Answer) -> Iterator[str]:
    """Quotes that no version of their article has at that place."""
    for citation in answer.citations:
        versions = (text_of(citation.article_id, version) for version in range(VERSIONS))
        if citation.quote not in {text[citation.start : citation.end] for text in versions}:
            yield f"{citation.article_id} {citation.start}-{citation.end}: {citation.quote!r}"


def test_many_threads_ask_while_another_replaces_every_article(tmp_path: Path) -> None:
    wrong: list[str] = []
    quoted: list[str] = []
    with quick_assistant(tmp_path / "library") as assistant:
        assistant.ingest(write_version(tmp_path / "articles.jsonl", 0))
        rewritten = threading.Event()

        def ask(number: int) -> None:
            asked = 0
            while asked < ASKED_BY_EACH or not rewritten.is_set():
                town = TOWNS[(number + asked) % len(TOWNS)]
                asked += 1
                try:
                    answer = assistant.ask(f"How much did the lighthouse of {town} cost?")
                    hits = assistant.search(f"lighthouse of {town}", top_k=3).hits
                except Exception as error:  # whatever it is, it is reported with the others
                    wrong.append(repr(error))
                    return
                wrong.extend(wrong_citations(answer))
                wrong.extend(
                    hit.text for hit in hits if hit.text != hit.article.text[hit.passage.start : hit.passage.end]
                )
                quoted.extend(citation.quote for citation in answer.citations)

        askers = [threading.Thread(target=ask, args=(number,)) for number in range(ASKERS)]
        for item in askers:
            item.start()
        try:
            for version in range(1, VERSIONS):
                assert len(assistant.ingest(write_version(tmp_path / "articles.jsonl", version)).updated) == len(TOWNS)
        finally:
            rewritten.set()
            for asker in askers:
                asker.join()
    assert wrong == []
    assert len({quote for quote in quoted if "cost" in quote}) > len(TOWNS)  # answers were seen to change


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="counts open files the Linux way")
def test_asking_in_ever_new_threads_gathers_no_open_files(tmp_path: Path) -> None:
    with quick_assistant(tmp_path / "library") as assistant:
        assistant.ingest(write_version(tmp_path / "articles.jsonl", 0))

        def ask_in_a_new_thread() -> None:
            thread = threading.Thread(target=assistant.search, args=("lighthouse",))
            thread.start()
            thread.join()

        def open_files() -> int:
            return len(list(Path("/proc/self/fd").iterdir()))

        ask_in_a_new_thread()
        before = open_files()
        for _ in range(20):
            ask_in_a_new_thread()
        assert open_files() <= before + 2


def test_the_async_twins_say_the_same_and_run_side_by_side(samples: Path, tmp_path: Path) -> None:
    library = shutil.copytree(samples, tmp_path / "library")  # an article is removed from it
    question = "When was Tannery Bridge closed?"

    async def use() -> None:
        async with Assistant.open(library) as assistant:
            expected = assistant.ask(question, as_of=SUMMER)
            answers = await asyncio.gather(*(assistant.aask(question, as_of=SUMMER) for _ in range(8)))
            assert {answer.text for answer in answers} == {expected.text}
            events = [event async for event in assistant.astream(question, as_of=SUMMER)]
            assert isinstance(events[-1], AnswerEvent)
            assert events[-1].answer.citations == expected.citations
            assert [e.statement for e in events if isinstance(e, StatementEvent)] == list(expected.statements)
            hits = (await assistant.asearch(question, as_of=SUMMER)).hits
            assert [hit.ref for hit in hits] == list(expected.passages)
            cited = expected.citations[0]
            assert (await assistant.aarticle(cited.article_id)).text[cited.start : cited.end] == cited.quote
            assert await assistant.aremove(cited.article_id) == [cited.article_id]
            assert cited.article_id not in {item.id for item in await assistant.aarticles()}

    asyncio.run(use())


@pytest.mark.parametrize("way", ["closed", "cancelled"])
def test_a_stream_that_is_left_early_stops_the_language_model(samples: Path, way: str) -> None:
    async def first_word(events: AsyncIterator[object], heard: asyncio.Event) -> None:
        async for event in events:
            if isinstance(event, TokenEvent):
                heard.set()
                if way == "closed":
                    return

    async def use(assistant: Assistant) -> None:
        heard = asyncio.Event()
        events = assistant.astream("When did Tannery Bridge reopen?", as_of=SUMMER)
        listening = asyncio.create_task(first_word(events, heard))
        await heard.wait()
        if way == "cancelled":
            listening.cancel()
            await asyncio.gather(listening, return_exceptions=True)
        else:
            await listening
        await events.aclose()

    with (
        LLMServer(NeverEnds("The bridge reopened on Saturday. ")) as server,
        Assistant.open(settings=load_settings(library=samples, llm=server.setting)) as assistant,
    ):
        asyncio.run(asyncio.wait_for(use(assistant), 60))
        assert server.client_gone.wait(30)
