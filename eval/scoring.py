"""What counts as right, question by question."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answer import Answer, Evidence
from assistant.eval.question_set import EvalQuestion

CUTS = (1, 5, 10, 20)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one question went.

    Attributes:
        question: The question.
        answer: What was answered.
        hit_rank: The rank of the first passage that is from a gold article and holds the answer, from 1; None where there is none.
        article_rank: The rank of the first passage from a gold article; None where there is none.
        answer_holds: Whether the answer's text and one of its citations hold the gold answer; None for unanswerable questions.
        first_holds: Whether its first sentence does; None for unanswerable questions.
    """

    question: EvalQuestion
    answer: Answer
    hit_rank: int | None
    article_rank: int | None
    answer_holds: bool | None
    first_holds: bool | None


def score(question: EvalQuestion, evidence: Evidence, answer: Answer) -> Outcome:
    """Compares what was found and answered with what is right."""
    hit_rank = article_rank = None
    for rank, hit in enumerate(evidence.hits, 1):
        article = hit.stored.article
        if article.id not in question.gold_articles:
            continue
        article_rank = article_rank or rank
        if hit_rank is None and holds(hit.stored.passage.text(article), question.answers):
            hit_rank = rank
    if not question.answerable:
        return Outcome(question, answer, None, None, None, None)
    quotes = {citation.number: citation.quote for citation in answer.citations}
    stated = [one for one in answer.statements if holds(one.text, question.answers)]
    backed = any(holds(quotes[number], question.answers) for one in stated for number in one.citations)
    first = bool(answer.statements) and holds(answer.statements[0].text, question.answers)
    return Outcome(question, answer, hit_rank, article_rank, backed, first and backed)


def holds(text: str, answers: Sequence[str]) -> bool:
    """Whether a text holds one of the answers, case, punctuation and spacing folded, at the borders of words."""
    folded = f" {fold(text)} "
    return any(f" {fold(answer)} " in folded for answer in answers if fold(answer))


def fold(text: str) -> str:
    """Lower case, without accents and punctuation, single spaces."""
    plain = "".join(char for char in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(char))
    return " ".join(re.findall(r"\w+", plain.replace("'", "").replace("’", "")))
