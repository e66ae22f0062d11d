"""Compares what a system retrieved and answered with the gold answers, one question at a time."""

from collections.abc import Iterable, Mapping, Sequence

from assistant.answers.answer import Answer, Citation, Statement
from assistant.eval.metrics.ranking import RankingScores, rank_scores
from assistant.eval.metrics.squad import exact_match, token_f1
from assistant.eval.metrics.text_match import contains_answer, normalize_text
from assistant.eval.question_sets.question_set import EvalQuestion
from assistant.eval.results.result import AnswerRecord, CitationRecord, Outcome, RetrievedRecord, StatementRecord
from assistant.eval.systems.baselines import RetrievedPassage
from assistant.ingest.library import ArticleSummary

_EXCERPTS = 3
_EXCERPT_CHARACTERS = 420


def judge(
    question: EvalQuestion,
    passages: Sequence[RetrievedPassage],
    answer: Answer | None,
    timings_ms: Mapping[str, float],
    articles: Mapping[str, ArticleSummary],
) -> Outcome:
    """Compares the passages and the answer of one system with the gold answers.

    Args:
        question: The question.
        passages: The retrieved passages, best first.
        answer: The answer; None for systems that only retrieve.
        timings_ms: How long each stage took.
        articles: All articles by id.
    """
    records = tuple(_retrieved_record(rank, passage, question, articles) for rank, passage in enumerate(passages))
    scores = _ranking_scores(question, records, articles)
    return Outcome(
        question_id=question.id,
        found=records,
        hit_rank=_first_rank(record.gold and record.holds for record in records),
        article_rank=_first_rank(record.gold for record in records),
        reciprocal_rank=scores.reciprocal_rank if scores else None,
        ndcg_10=scores.ndcg_10 if scores else None,
        answer=None if answer is None else judge_answer(question, answer),
        timings_ms={stage: round(time, 2) for stage, time in timings_ms.items()},
    )


def judge_answer(question: EvalQuestion, answer: Answer) -> AnswerRecord:
    """Compares an answer with the gold answers."""
    text = " ".join(statement.text for statement in answer.statements)
    short = answer.short_answer.text if answer.short_answer else ""
    # A near miss may contain the words of the gold answer; nothing answers an unanswerable question.
    gold = question.answers if question.answerable else ()
    citations = {citation.number: citation for citation in answer.citations}
    statements = tuple(
        _statement_record(question, statement, [citations[number] for number in statement.citations])
        for statement in answer.statements
    )
    return AnswerRecord(
        status=answer.status,
        text=text,
        confidence=answer.confidence,
        citations=tuple(_citation_record(question, citation) for citation in answer.citations),
        holds=any(statement.holds for statement in statements) if question.answerable else None,
        first_holds=any(statement.holds for statement in statements[:1]) if question.answerable else None,
        short_answer=short,
        exact_match=exact_match(short or text, gold),
        f1=token_f1(short or text, gold),
        statements=statements,
        answerer=answer.answerer,
        notice=answer.notice,
    )


def _statement_record(question: EvalQuestion, statement: Statement, citations: Sequence[Citation]) -> StatementRecord:
    in_quote = any(contains_answer(citation.quote, question.answers) for citation in citations)
    is_right = in_quote and contains_answer(statement.text, question.answers)
    cites_gold = any(citation.article_id in question.gold_articles for citation in citations)
    return StatementRecord(
        text=statement.text,
        citations=statement.citations,
        supported=statement.supported,
        holds=question.answerable and is_right,
        of_gold=question.answerable and (is_right or cites_gold),
    )


def _citation_record(question: EvalQuestion, citation: Citation) -> CitationRecord:
    in_gold_paragraph = citation.article_id in question.gold_articles and normalize_text(
        citation.quote
    ) in normalize_text(question.gold_paragraph)
    is_right = contains_answer(citation.quote, question.answers) or in_gold_paragraph
    return CitationRecord(
        article_id=citation.article_id,
        start=citation.start,
        end=citation.end,
        quote=citation.quote,
        right=is_right if question.answerable else None,
    )


def _retrieved_record(
    rank: int, passage: RetrievedPassage, question: EvalQuestion, articles: Mapping[str, ArticleSummary]
) -> RetrievedRecord:
    has_excerpt = rank < _EXCERPTS
    return RetrievedRecord(
        article_id=passage.article_id,
        start=passage.start,
        end=passage.end,
        gold=passage.article_id in question.gold_articles,
        holds=contains_answer(passage.text, question.answers),
        title=articles[passage.article_id].title if has_excerpt else None,
        excerpt=_shortened(passage.text) if has_excerpt else None,
    )


def _ranking_scores(
    question: EvalQuestion, passages: Sequence[RetrievedRecord], articles: Mapping[str, ArticleSummary]
) -> RankingScores | None:
    if not question.answerable:
        return None
    return rank_scores(
        hits=[passage.gold and passage.holds for passage in passages],
        stories=[str(articles[passage.article_id].story) for passage in passages],
        gold_stories={
            str(articles[article_id].story) for article_id in question.gold_articles if article_id in articles
        },
    )


def _first_rank(matches: Iterable[bool]) -> int | None:
    return next((rank for rank, is_match in enumerate(matches, 1) if is_match), None)


def _shortened(text: str) -> str:
    one_line = " ".join(text.split())
    if len(one_line) <= _EXCERPT_CHARACTERS:
        return one_line
    return one_line[:_EXCERPT_CHARACTERS].rsplit(" ", 1)[0] + " …"
