"""A standing question is asked again when its answer may have changed, seldom otherwise, and each change is told once."""

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from invented import story

from assistant import Assistant, Settings
from assistant.ingest.embedders import Embedder
from assistant.ingest.errors import UsageError
from assistant.standing_questions import StandingQuestions, compare_answers

CLOSED = "Tannery Bridge is closed for repairs since Monday. The repair of Tannery Bridge costs 3.1 million euros, the council said."
OPEN = "Tannery Bridge is open again. The repair of Tannery Bridge cost 4.2 million euros in the end, the council said on Friday."
COST = "How much does the repair of Tannery Bridge cost?"


@pytest.fixture
def assistant(tmp_path: Path, minilm: Embedder) -> Iterator[Assistant]:
    with Assistant.open(tmp_path / "library", embedder=minilm) as opened:
        add(opened, tmp_path, {"id": "bridge", "title": "Tannery Bridge closed", "text": CLOSED, "date": "2026-03-02"})
        yield opened


def add(assistant: Assistant, folder: Path, *articles: dict[str, str]) -> None:
    file = folder / "new.jsonl"
    file.write_text("".join(json.dumps(article) + "\n" for article in articles))
    assert not assistant.ingest(file).failed


def test_a_change_is_told_once_with_both_answers_and_their_citations(assistant: Assistant, tmp_path: Path) -> None:
    questions = assistant.standing_questions
    asked = questions.add(COST)
    assert "3.1 million euros" in asked.answer.text
    assert questions.check() == []
    add(assistant, tmp_path, {"id": "open", "title": "Tannery Bridge open again", "text": OPEN, "date": "2026-06-12"})
    (change,) = questions.check()
    assert (change.question, change.kind) == (COST, "short_answer")
    assert "3.1 million euros" in change.before.text
    assert "4.2 million euros" in change.after.text
    for answer in (change.before, change.after):
        for citation in answer.citations:
            article = assistant.article(citation.article_id, citation.edition)
            assert article.text[citation.start : citation.end] == citation.quote
    assert questions.check() == []
    assert questions.unseen() == 1
    questions.mark_seen(change.number)
    assert questions.unseen() == 0
    assert [one.number for one in questions.changes()] == [change.number]


def test_an_edit_that_takes_the_answer_back_is_a_change_and_the_old_citation_still_opens(
    assistant: Assistant, tmp_path: Path
) -> None:
    questions = assistant.standing_questions
    questions.add(COST)
    text = "Rain fell on Corran all day. The market stays closed until Thursday, and the ferry does not sail."
    add(assistant, tmp_path, {"id": "bridge", "title": "Weather", "text": text, "date": "2026-03-02"})
    (change,) = questions.check()
    assert change.kind == "refused"
    cited = change.before.citations[0]
    assert assistant.article("bridge", cited.edition).text[cited.start : cited.end] == cited.quote


def test_a_question_is_not_asked_again_for_articles_about_something_else(
    assistant: Assistant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reports = (
        "Divers looked at the piers of Tannery Bridge before the repair began.",
        "Shops beside Tannery Bridge complain that the repair keeps customers away.",
        "A crane for the repair of Tannery Bridge arrived by barge in the night.",
        "The council lends the money for the repair of Tannery Bridge from the county bank.",
        "Engineers repair the bearings of Tannery Bridge first, and then the deck.",
    )
    add(assistant, tmp_path, *({"id": f"b{n}", "title": "Bridge", "text": text} for n, text in enumerate(reports)))
    questions = assistant.standing_questions
    questions.add(COST)
    asked: list[str] = []
    monkeypatch.setattr(questions, "_ask", lambda question: asked.append(question))
    add(assistant, tmp_path, *({"id": f"m{n}", "title": f"Report {n}", "text": story(n)} for n in range(20)))

    def embed(question: str) -> Any:  # never returns
        raise AssertionError(f"{question!r} was embedded again")

    other_process = StandingQuestions(assistant.library, asked.append, assistant.extractive, embed)  # type: ignore[arg-type]
    assert other_process.check() == []
    assert questions.check() == []
    assert asked == []


def test_an_answer_stays_when_articles_arrive_that_say_less(
    assistant: Assistant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    questions = assistant.standing_questions
    asked = questions.add(COST)
    vague = "The repair of Tannery Bridge costs more than the council thought, a councillor said on Sunday."
    nothing = asked.answer.model_copy(update={"status": "not_found", "statements": (), "short_answer": None})
    for number, answer in enumerate((nothing, asked.answer.model_copy(update={"short_answer": None}))):
        monkeypatch.setattr(questions, "_ask", lambda _, answer=answer: answer)
        add(assistant, tmp_path, {"id": f"v{number}", "title": "Bridge", "text": f"{vague} Report {number}."})
        assert questions.check() == []
        (stored,) = questions.questions()
        assert stored.answer == asked.answer


def test_another_sentence_of_an_article_that_was_there_before_is_no_change(
    assistant: Assistant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = {"short_answer": None, "lead": None, "lead_text": ""}
    costs, closed = (assistant.ask(one).model_copy(update=plain) for one in (COST, "Is Tannery Bridge closed?"))
    assert compare_answers(costs, closed) == "statement"
    questions = assistant.standing_questions
    monkeypatch.setattr(questions, "_ask", lambda _: costs)
    questions.add(COST)
    monkeypatch.setattr(questions, "_ask", lambda _: closed)
    text = "The repair of Tannery Bridge costs the council sleep, a councillor said."
    add(assistant, tmp_path, {"id": "new", "title": "Tannery Bridge repair", "text": text, "date": "2026-07-01"})
    assert questions.check() == []


def test_a_newer_amount_beside_the_known_one_is_a_change(
    assistant: Assistant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    questions = assistant.standing_questions
    asked = questions.add(COST)
    add(assistant, tmp_path, {"id": "open", "title": "Tannery Bridge open again", "text": OPEN, "date": "2026-06-12"})
    now = assistant.ask(COST)
    first, newer = asked.answer.statements[0], next(one for one in now.statements if "4.2" in one.text)
    both = asked.answer.model_copy(
        update={
            "statements": (first, newer.model_copy(update={"citations": (9,)})),
            "citations": (*asked.answer.citations, now.cited_by(newer)[0].model_copy(update={"number": 9})),
            "passages": now.passages,
        }
    )
    monkeypatch.setattr(questions, "_ask", lambda _: both)
    (change,) = questions.check()
    assert change.kind == "statement"
    assert "4.2 million euros" in change.after.statements[1].text


def test_a_question_is_not_asked_again_for_an_article_without_its_words(
    assistant: Assistant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    questions = assistant.standing_questions
    questions.add(COST)
    asked: list[str] = []
    monkeypatch.setattr(questions, "_ask", lambda question: asked.append(question))
    text = "How much money a new ferry needs is still unknown, the harbour master said. A crane alone is expensive."
    add(assistant, tmp_path, {"id": "ferry", "title": "Money for a ferry", "text": text})
    assert questions.check() == []
    assert asked == []


def test_a_state_that_is_told_by_the_opposite_word_is_a_change(assistant: Assistant, tmp_path: Path) -> None:
    questions = assistant.standing_questions
    questions.add("Is Tannery Bridge closed?")
    text = "Mayor Ada Holt cut a ribbon on Friday. Tannery Bridge is open again. Hundreds walked across it in the rain."
    add(assistant, tmp_path, {"id": "open", "title": "Tannery Bridge open again", "text": text, "date": "2026-06-12"})
    (change,) = questions.check()
    assert (change.kind, change.before.lead, change.after.lead) == ("lead", "yes", "no")


def test_an_answer_from_an_article_about_something_else_is_no_change(
    assistant: Assistant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "The new ferry costs 7.5 million euros, the harbour master said. The repair of the quay is not included."
    questions = assistant.standing_questions
    questions.add(COST)
    add(assistant, tmp_path, {"id": "ferry", "title": "Ferry", "text": text, "date": "2026-06-12"})
    monkeypatch.setattr(questions._judge, "may_answer", lambda *_: True)
    other = assistant.ask("How much does the new ferry cost?")
    assert other.short_answer is not None
    assert other.short_answer.text == "7.5 million euros"
    monkeypatch.setattr(questions, "_ask", lambda _: other)
    assert questions.check() == []


def test_a_standing_question_is_stored_once_and_can_be_removed(assistant: Assistant) -> None:
    questions = assistant.standing_questions
    asked = questions.add(COST)
    for spelling in (COST.upper(), COST.rstrip("?")):
        with pytest.raises(UsageError, match="is a standing question already"):
            questions.add(spelling)
    with pytest.raises(UsageError, match="is no question that articles answer"):
        questions.add("Hello!")
    assert [one.question for one in questions.questions()] == [COST]
    questions.remove(asked.id)
    assert questions.questions() == []
    with pytest.raises(UsageError, match="is no standing question"):
        questions.remove(COST)


@contextmanager
def receiver(statuses: list[int]) -> Iterator[tuple[str, list[tuple[dict[str, str], bytes]]]]:
    """A program that receives messages; it answers with these statuses, one after the other."""
    received: list[tuple[dict[str, str], bytes]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            received.append(({name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(statuses.pop(0) if statuses else 204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/changes", received
    server.shutdown()


def test_a_webhook_receives_each_change_signed_and_again_after_a_failure(
    tmp_path: Path, minilm: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.standing_questions.webhook._FIRST_WAIT", 0.0)
    with receiver([500]) as (url, received):
        settings = Settings(library=tmp_path / "library", webhook_url=url, webhook_secret="tide")
        with Assistant.open(settings=settings, embedder=minilm) as assistant:
            add(assistant, tmp_path, {"id": "bridge", "title": "Bridge", "text": CLOSED, "date": "2026-03-02"})
            assistant.standing_questions.add(COST)
            add(assistant, tmp_path, {"id": "open", "title": "Open", "text": OPEN, "date": "2026-06-12"})
            (change,) = assistant.standing_questions.check()
            assert len(received) == 1
            assistant.standing_questions.check()
            assistant.standing_questions.check()
    assert len(received) == 2
    for headers, body in received:
        signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
        expected = base64.b64encode(hmac.new(b"tide", signed, hashlib.sha256).digest()).decode()
        assert headers["webhook-signature"] == f"v1,{expected}"
        message = json.loads(body)
        assert (message["question"], message["kind"], message["number"]) == (COST, "short_answer", change.number)
        assert message["before"]["citations"]
        assert message["after"]["citations"]
