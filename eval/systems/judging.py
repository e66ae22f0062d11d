"""What was found and answered, compared with what is right, question by question."""

from collections.abc import Iterable, Mapping, Sequence

from assistant.answers.answer import Answer, Citation, Statement
from assistant.eval.metrics.ranking import Ranking, rank_scores
from assistant.eval.metrics.squad import exact_match, token_f1
from assistant.eval.metrics.text_match import fold, holds
from assistant.eval.question_sets.question_set import EvalQuestion
from assistant.eval.results.result import AnswerRecord, CitedRecord, FoundRecord, Outcome, StatementRecord
from assistant.eval.systems.baselines import FoundPassage
from assistant.ingest.library import ArticleSummary

_EXCERPTS = 3
_EXCERPT_CHARACTERS = 420


def judge(
    question: EvalQuestion,
    found: Sequence[FoundPassage],
    answer: Answer | None,
    timings_ms: Mapping[str, float],
    articles: Mapping[str, ArticleSummary],
) -> Outcome:
    """Compares what one system found and answered with what is right.

    Args:
        question: The question.
        found: The passages found, best first.
        answer: What was answered; None for systems that only find.
        timings_ms: How long each stage took.
        articles: All articles by id.
    """
    records = tuple(_found(rank, one, question, articles) for rank, one in enumerate(found))
    scores = _ranking(question, records, articles)
    return Outcome(
        question_id=question.id,
        found=records,
        hit_rank=_first(one.gold and one.holds for one in records),
        article_rank=_first(one.gold for one in records),
        reciprocal_rank=scores.reciprocal_rank if scores else None,
        ndcg_10=scores.ndcg_10 if scores else None,
        answer=None if answer is None else judge_answer(question, answer),
        timings_ms={stage: round(time, 2) for stage, time in timings_ms.items()},
    )


def judge_answer(question: EvalQuestion, answer: Answer) -> AnswerRecord:
    """Compares an answer with what is right."""
    text = " ".join(statement.text for statement in answer.statements)
    # A near miss may name what it misses; for an unanswerable question nothing counts as an answer.
    gold = question.answers if question.answerable else ()
    cited = {citation.number: citation for citation in answer.citations}
    statements = tuple(
        _statement(question, one, [cited[number] for number in one.citations]) for one in answer.statements
    )
    return AnswerRecord(
        status=answer.status,
        text=text,
        confidence=answer.confidence,
        citations=tuple(_cited(question, one) for one in answer.citations),
        holds=any(one.holds for one in statements) if question.answerable else None,
        first_holds=any(one.holds for one in statements[:1]) if question.answerable else None,
        exact_match=exact_match(text, gold),
        f1=token_f1(text, gold),
        statements=statements,
        answerer=answer.answerer,
        notice=answer.notice,
    )


def _statement(question: EvalQuestion, statement: Statement, cited: Sequence[Citation]) -> StatementRecord:
    backed = holds(statement.text, question.answers) and any(holds(one.quote, question.answers) for one in cited)
    from_gold = any(one.article_id in question.gold_articles for one in cited)
    return StatementRecord(
        text=statement.text,
        citations=statement.citations,
        supported=statement.supported,
        holds=question.answerable and backed,
        of_gold=question.answerable and (backed or from_gold),
    )


def _cited(question: EvalQuestion, citation: Citation) -> CitedRecord:
    right = holds(citation.quote, question.answers) or (
        citation.article_id in question.gold_articles and fold(citation.quote) in fold(question.gold_paragraph)
    )
    return CitedRecord(
        article_id=citation.article_id,
        start=citation.start,
        end=citation.end,
        quote=citation.quote,
        right=right if question.answerable else None,
    )


def _found(
    rank: int, found: FoundPassage, question: EvalQuestion, articles: Mapping[str, ArticleSummary]
) -> FoundRecord:
    shown = rank < _EXCERPTS
    return FoundRecord(
        article_id=found.article_id,
        start=found.start,
        end=found.end,
        gold=found.article_id in question.gold_articles,
        holds=holds(found.text, question.answers),
        title=articles[found.article_id].title if shown else None,
        excerpt=_shortened(found.text) if shown else None,
    )


def _ranking(
    question: EvalQuestion, found: Sequence[FoundRecord], articles: Mapping[str, ArticleSummary]
) -> Ranking | None:
    if not question.answerable:
        return None
    return rank_scores(
        hits=[one.gold and one.holds for one in found],
        stories=[str(articles[one.article_id].story) for one in found],
        gold_stories={str(articles[one].story) for one in question.gold_articles if one in articles},
    )


def _first(of: Iterable[bool]) -> int | None:
    return next((rank for rank, one in enumerate(of, 1) if one), None)


def _shortened(text: str) -> str:
    words = " ".join(text.split())
    if len(words) <= _EXCERPT_CHARACTERS:
        return words
    return words[:_EXCERPT_CHARACTERS].rsplit(" ", 1)[0] + " …"
