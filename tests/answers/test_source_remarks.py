"""Promises about statements of undated and of incomplete articles: they say so, wherever an answer is shown."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from assistant import Answer, Assistant
from assistant.cli.rendering.answer import answer_lines
from assistant.mcp_server.tools import TOOLS
from assistant.web.chat.answer_view import whole_answer
from assistant.web.chat.markdown_export import answer_markdown

UNDATED = (
    "<html><head><title>Crane sold</title></head><body><article><h1>Crane sold</h1><p>{}</p></article></body></html>"
)
CRANE = (
    "The old harbour crane of Selmouth was sold to the rail museum for 4,000 crowns. The museum will move it by barge. "
    "The crane had stood on the east quay for ninety years, and the harbour board had looked for a buyer since spring."
)
TEASER = """<html><head><title>Lido pump fails</title><meta property="article:published_time" content="2026-02-03T08:00:00Z">
</head><body><article><h1>Lido pump fails</h1><p>The pump of the Selmouth lido failed on Tuesday and a new one costs 52,000 crowns.
The council had put off its repair for three years, and swimmers had asked for it each summer since the first leak.</p>
<p>Subscribe to continue reading this article.</p></article></body></html>"""
TODAY = date(2026, 3, 1)


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("pages")
    (folder / "crane.html").write_text(UNDATED.format(CRANE))
    (folder / "lido.html").write_text(TEASER)
    (folder / "consent.html").write_text(
        "<html><title>Before you continue</title><body><main><p>We and our 120 partners use cookies and your personal data for "
        "personalised ads. You can accept or withdraw your consent at any time in our privacy settings.</p></main></body></html>"
    )
    with Assistant.open(folder / "library") as opened:
        report = opened.ingest([str(folder / name) for name in ("crane.html", "lido.html", "consent.html")])
        assert [Path(origin).name for origin in report.undated] == ["crane.html"]
        assert [Path(origin).name for origin in report.incomplete] == ["lido.html"]
        assert [Path(problem.origin).name for problem in report.failed if problem.is_no_article] == ["consent.html"]
        yield opened


@pytest.mark.parametrize(
    ("question", "remark"),
    [
        ("Who bought the old harbour crane of Selmouth?", "undated"),
        ("How much does a new pump of the lido cost?", "only the beginning of the article was readable"),
    ],
)
def test_each_way_to_show_an_answer_names_what_its_source_lacks(
    assistant: Assistant, question: str, remark: str
) -> None:
    answer = assistant.ask(question, as_of=TODAY)
    assert answer.status == "answered"
    assert answer.statements[0].remarks == (remark,)
    assert f"({remark})" in answer.text
    assert Answer.model_validate_json(answer.model_dump_json()) == answer
    terminal = "\n".join("".join(part.text for part in line) for line in answer_lines(answer))
    for shown in (terminal, whole_answer(answer, ""), answer_markdown(answer), TOOLS["ask"].to_text(answer)):
        assert remark in shown


def test_the_evidence_of_a_date_is_stored(assistant: Assistant) -> None:
    evidence = {article.title: assistant.article(article.id).date_evidence for article in assistant.articles()}
    assert evidence == {"Crane sold": None, "Lido pump fails": "metadata"}
