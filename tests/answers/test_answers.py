"""Answers on the packaged samples and on one news report."""

import asyncio
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from assistant import Answer, AnswerEvent, Assistant, Conversation, EvidenceEvent, StatementEvent, UsageError
from assistant.prompts.wording import CORRECTED

SAMPLES = Path(__file__).parents[2] / "assistant" / "samples"
SEED = Path(__file__).parents[3] / "shared" / "seed" / "aleppo-pause.txt"
SUMMER = date(2026, 7, 1)


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    with Assistant.open(tmp_path_factory.mktemp("samples")) as assistant:
        report = assistant.ingest(SAMPLES)
        assert not report.failed
        yield assistant


@pytest.fixture(scope="module")
def seed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    if not SEED.exists():
        pytest.skip(f"needs the report at {SEED}")
    with Assistant.open(tmp_path_factory.mktemp("seed")) as assistant:
        assistant.ingest(SEED)
        yield assistant


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Is a Lavrov–Kerry meeting planned?", "No Lavrov-Kerry meeting planned"),
        ("Will the humanitarian pause be extended unilaterally?", "will be impossible"),
        ("What is now the top priority?", "resume effective military cooperation"),
        ("When were the last talks with Kerry?", "Last Saturday"),
        ("What did Lavrov say experts should work with?", "with maps in their hands"),
        ("Where is the experts' meeting?", "Geneva"),
    ],
)
def test_the_report_answers_in_its_first_sentence(seed: Assistant, question: str, expected: str) -> None:
    answer = seed.ask(question, as_of=date(2016, 10, 20))
    assert answer.status == "answered"
    assert expected in answer.statements[0].text


@pytest.mark.parametrize(
    "question", ["What is the price of oil?", "Who is the president of France?", "What did Kerry say about Crimea?"]
)
def test_a_question_that_the_report_does_not_answer_is_not_answered(seed: Assistant, question: str) -> None:
    answer = seed.ask(question, as_of=date(2016, 10, 20))
    assert answer.status == "not_found"
    assert answer.citations == ()
    assert answer.text.startswith("The articles do not say.")


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Is a Lavrov–Kerry meeting planned?", "No meeting between Lavrov and Kerry is planned"),
        ("Will Mayor Quill resign?", "will not step down"),
        ("Why are there no fireworks at the harbour festival?", "terns are nesting"),
        ("How many people were rescued from the Marigold?", "five"),
        ("When did Tannery Bridge reopen?", "6 a.m. on Saturday"),
    ],
)
def test_the_samples_answer_with_the_right_words(samples: Assistant, question: str, expected: str) -> None:
    answer = samples.ask(question, as_of=SUMMER)
    assert expected.lower() in answer.text.lower()


def test_nothing_published_later_is_evidence(samples: Assistant) -> None:
    question = "How much will the repairs to Tannery Bridge cost?"
    early = samples.ask(question, as_of=date(2026, 3, 11))
    assert "4.8 million" in early.text
    assert all(citation.published <= date(2026, 3, 11) for citation in early.citations if citation.published)
    assert "3.1 million" in samples.ask(question, as_of=SUMMER).text


def test_a_statement_that_a_newer_article_corrects_is_labelled(samples: Assistant) -> None:
    answer = samples.ask("How much will the repairs to Tannery Bridge cost?", as_of=SUMMER)
    correction, corrected = answer.statements
    assert "3.1 million" in correction.text
    assert correction.remarks == ()
    assert "3.1 million" not in corrected.text
    assert corrected.remarks == (CORRECTED,)


def test_a_story_in_two_publications_is_cited_once_with_both_names(samples: Assistant) -> None:
    answer = samples.ask("How many people were rescued from the Marigold?", as_of=SUMMER)
    marigold = [citation for citation in answer.citations if "trawler" in citation.quote.lower() or citation.also_in]
    assert marigold
    assert marigold[0].also_in
    assert len({citation.article_id for citation in marigold}) == 1


def test_every_citation_is_the_exact_slice_of_its_article(samples: Assistant) -> None:
    for question in ("What happened at the harbour?", "Who is Dorothea Quill?", "When is the library open?"):
        for citation in samples.ask(question, as_of=SUMMER).citations:
            article = samples.article(citation.article_id)
            assert article.text[citation.start : citation.end] == citation.quote


def test_an_answer_has_at_most_three_statements_each_cited(samples: Assistant) -> None:
    answer = samples.ask("When did Tannery Bridge reopen?", as_of=SUMMER)
    assert 1 <= len(answer.statements) <= 3
    numbers = {citation.number for citation in answer.citations}
    assert all(statement.supported and set(statement.citations) <= numbers for statement in answer.statements)
    assert answer.newest_source == max(citation.published for citation in answer.citations if citation.published)


def test_the_json_of_an_answer_has_the_promised_fields(samples: Assistant) -> None:
    answer = json.loads(samples.ask("When did Tannery Bridge reopen?", as_of=SUMMER, top_k=4).model_dump_json())
    promised_fields = {
        "question",
        "standalone_question",
        "status",
        "text",
        "statements",
        "citations",
        "passages",
        "as_of",
        "answerer",
        "timings_ms",
    }
    assert promised_fields <= set(answer)
    citation_fields = {"number", "article_id", "title", "source", "url", "published", "start", "end", "quote", "score"}
    assert citation_fields <= set(answer["citations"][0])
    assert set(answer["passages"][0]) == {"article_id", "start", "end", "score"}
    assert len(answer["passages"]) == 4
    assert answer["as_of"] == "2026-07-01"


def test_a_follow_up_is_completed_from_the_turn_before(samples: Assistant) -> None:
    conversation = Conversation()
    samples.ask("When was Tannery Bridge closed?", as_of=SUMMER, conversation=conversation)
    answer = samples.ask("And when did it reopen?", as_of=SUMMER, conversation=conversation)
    assert "Tannery Bridge" in answer.standalone_question
    assert "6 a.m. on Saturday" in answer.text
    assert answer.citations[0].published == date(2026, 5, 23)


def test_the_stream_ends_with_the_answer_made_of_its_statements(samples: Assistant) -> None:
    events = list(samples.stream("When did Tannery Bridge reopen?", as_of=SUMMER))
    assert isinstance(events[0], EvidenceEvent)
    assert isinstance(events[-1], AnswerEvent)
    statements = tuple(event.statement for event in events if isinstance(event, StatementEvent))
    assert statements == events[-1].answer.statements


def test_the_async_methods_give_the_same_answer(samples: Assistant) -> None:
    async def ask_and_stream() -> tuple[Answer, Answer]:
        answer = await samples.aask("When did Tannery Bridge reopen?", as_of=SUMMER)
        events = [event async for event in samples.astream("When did Tannery Bridge reopen?", as_of=SUMMER)]
        assert isinstance(events[-1], AnswerEvent)
        return answer, events[-1].answer

    answer, streamed = asyncio.run(ask_and_stream())
    assert answer.text == streamed.text == samples.ask("When did Tannery Bridge reopen?", as_of=SUMMER).text


def test_an_empty_library_answers_nothing(tmp_path: Path) -> None:
    with Assistant.open(tmp_path) as assistant:
        assert assistant.ask("Who is the mayor?").status == "not_found"


def test_top_k_must_be_positive(samples: Assistant) -> None:
    with pytest.raises(UsageError, match="top_k"):
        samples.ask("Who is the mayor?", top_k=0)


def test_a_removed_article_is_no_longer_evidence(tmp_path: Path) -> None:
    with Assistant.open(tmp_path / "library") as assistant:
        assistant.ingest(SAMPLES / "2026-05-23-bridge-reopens.txt")
        (article,) = assistant.articles()
        assert assistant.ask("When did Tannery Bridge reopen?", as_of=SUMMER).status == "answered"
        assert assistant.remove(article.id) == [article.id]
        assert assistant.ask("When did Tannery Bridge reopen?", as_of=SUMMER).passages == ()
        assert assistant.remove(article.id) == []


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Is a Lavrov–Kerry meeting planned?", "No meeting between Lavrov and Kerry is planned."),
        ("Will Mayor Quill resign?", "Dorothea Quill will not step down as mayor"),
        ("Is the library open on Mondays?", "no longer on Mondays"),
    ],
)
def test_a_yes_or_no_question_is_answered_with_the_sentence_that_states_it(
    samples: Assistant, question: str, words: str
) -> None:
    answer = samples.ask(question, as_of=SUMMER)
    assert words in answer.statements[0].text


def test_a_weekday_that_answers_is_given_with_the_day_that_it_means(samples: Assistant) -> None:
    answer = samples.ask("do you know when Tannery Bridge was closed", as_of=SUMMER)
    assert answer.short_answer is not None
    assert (answer.short_answer.text, answer.short_answer.day) == ("Tuesday", date(2026, 3, 3))
    assert answer.text.startswith("Tuesday (3 March 2026) [1]\n")


@pytest.mark.parametrize(
    "message",
    [
        "hello, is the bridge open",
        "im in ashby next week, is the bridge open?",
        "id like to know if the bridge is open",
    ],
)
def test_a_question_is_answered_however_politely_it_is_asked(samples: Assistant, message: str) -> None:
    assert samples.ask(message, as_of=SUMMER).lead_text == "Yes, as of 23 May 2026"


def test_a_state_of_another_thing_is_no_answer(samples: Assistant) -> None:
    assert samples.ask("Is the school closing?", as_of=SUMMER).lead is None


def test_what_happened_on_a_day_is_what_that_day_brought(tmp_path: Path) -> None:
    stories = {
        "2026-04-13": "Divers began to search the Skell lock on Monday. The search is to last a week.",
        "2026-04-15": "Divers found a bronze bell in the Skell lock on Wednesday. It weighs 90 kilos.",
        "2026-04-16": "A crane lifted the bell out of the Skell lock on Thursday. Hundreds watched from the quay.",
    }
    lines = [json.dumps({"title": f"Skell lock, {day}", "text": text, "date": day}) for day, text in stories.items()]
    (tmp_path / "news.jsonl").write_text("\n".join(lines))
    with Assistant.open(tmp_path / "library") as assistant:
        assistant.ingest([str(tmp_path / "news.jsonl")])
        asked = {
            ("What happened at the Skell lock today?", date(2026, 4, 16)): "lifted the bell",
            ("What happened at the Skell lock yesterday?", date(2026, 4, 16)): "bronze bell",
            ("What happened at the Skell lock on 15 April?", date(2026, 5, 1)): "bronze bell",
        }
        for (question, day), expected in asked.items():
            answer = assistant.ask(question, as_of=day)
            assert expected in answer.text
            assert len({citation.article_id for citation in answer.citations}) == 1
        assert assistant.ask("What happened at the Skell lock today?", as_of=date(2026, 4, 18)).status == "not_found"
