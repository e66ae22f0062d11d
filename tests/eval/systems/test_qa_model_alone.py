from datetime import date
from pathlib import Path

from assistant import Assistant
from assistant.eval.systems.baselines import open_answering_baseline

DAY = date(2026, 3, 20)


def test_the_qa_model_alone_answers_with_its_best_sentence_or_not_at_all(samples: Path) -> None:
    with Assistant.open(samples, create=False) as assistant:
        baseline = open_answering_baseline("qa-model", assistant)
        answer = baseline.answer("How long is the longest crack in Tannery Bridge?", DAY)
        refusal = baseline.answer("What is the price of copper in Chile?", DAY)
        article = assistant.article(answer.citations[0].article_id)
    (citation,) = answer.citations
    assert article.text[citation.start : citation.end] == citation.quote == answer.statements[0].text
    assert answer.short_answer is not None
    assert citation.quote[answer.short_answer.start : answer.short_answer.end] == answer.short_answer.text
    assert "34 centimetres" in answer.text
    assert (refusal.status, refusal.citations) == ("not_found", ())
    assert refusal.confidence < 0.5 < answer.confidence
