"""Judges an answer to a question of a chat set: facts, quotes, refusal, yes or no, and why it is bad."""

from collections.abc import Sequence

from assistant.answers.answer import Answer, Citation, Statement
from assistant.eval.metrics.chat import is_wrong_lead
from assistant.eval.metrics.fact_match import states_fact
from assistant.eval.question_sets.chat_set import ChatQuestion, EvidenceSpan
from assistant.eval.results.chat_result import ChatOutcome, ChatStatementRecord

_ALL_FACTS_UP_TO = 3
_NEWEST_KINDS = frozenset({"latest", "changed"})


def judge_chat_answer(question: ChatQuestion, answer: Answer, ask_ms: float) -> ChatOutcome:
    """Compares an answer with the facts and quotes of a right answer.

    An answer is right if answer and quotes state the facts and the first statement states nothing wrong. Of more than
    three facts, three in five suffice. It is good if, in addition, at least half of its statements are to the point.
    To an unanswerable question only a refusal is good.

    Args:
        question: The question.
        answer: The answer.
        ask_ms: How long it took, in milliseconds.
    """
    statements = tuple(_statement_record(question, statement, answer) for statement in answer.statements)
    judgement = _Judgement(question, answer, statements)
    return ChatOutcome(
        question_id=question.id,
        standalone_question=answer.standalone_question,
        text=answer.text,
        status=answer.status,
        lead=answer.lead,
        confidence=answer.confidence,
        statements=statements,
        facts=judgement.facts,
        right=judgement.is_right if question.answerable else None,
        first=judgement.first_states_fact if question.answerable else None,
        newest=_is_newest(question, answer),
        good=judgement.is_good,
        problems=tuple(judgement.problems()),
        ask_ms=round(ask_ms, 2),
    )


def _statement_record(question: ChatQuestion, statement: Statement, answer: Answer) -> ChatStatementRecord:
    citations = answer.cited_by(statement)
    has_fact = any(states_fact(statement.text, wordings) for wordings in question.facts)
    to_the_point = any(
        _overlaps_evidence(citation, question.evidence) or (has_fact and citation.article_id in question.gold_articles)
        for citation in citations
    )
    return ChatStatementRecord(
        text=statement.text, quotes=tuple(citation.quote for citation in citations), to_the_point=to_the_point
    )


def _overlaps_evidence(citation: Citation, evidence: Sequence[EvidenceSpan]) -> bool:
    """Checks whether a citation shares at least half of the shorter text with a sentence of the evidence."""
    for span in evidence:
        if span.article_id == citation.article_id:
            shared = min(citation.end, span.end) - max(citation.start, span.start)
            if 2 * shared >= min(citation.end - citation.start, span.end - span.start):
                return True
    return False


def _is_newest(question: ChatQuestion, answer: Answer) -> bool | None:
    """Checks whether the first statement cites an article of the newest gold day; None if that is not asked for."""
    if not question.answerable or question.kind not in _NEWEST_KINDS:
        return None
    citations = answer.cited_by(answer.statements[0]) if answer.statements else ()
    return bool(citations) and citations[0].published == question.newest_gold_day


class _Judgement:
    """The judgement of one answer.

    Attributes:
        is_right: Whether the answer is right; false for unanswerable questions.
        first_states_fact: Whether the first statement states a fact and nothing wrong.
        is_good: Whether the answer is good.
    """

    def __init__(self, question: ChatQuestion, answer: Answer, statements: Sequence[ChatStatementRecord]) -> None:
        quotes = " \n ".join(citation.quote for citation in answer.citations)
        first = answer.statements[0].text if answer.statements else ""
        self._question = question
        self._answer = answer
        self._statements = statements
        self._in_answer = [states_fact(answer.text, wordings) for wordings in question.facts]
        self._in_quotes = [states_fact(quotes, wordings) for wordings in question.facts]
        self._wrong_facts = [wording for wording in question.wrong_facts if states_fact(first, [wording])]
        self._is_refused = answer.status == "not_found"
        self._to_the_point = sum(statement.to_the_point for statement in statements)
        self.first_states_fact = not self._wrong_facts and any(
            states_fact(first, wordings) for wordings in question.facts
        )
        self.is_right = (
            question.answerable
            and not self._is_refused
            and not self._wrong_facts
            and self._stated >= _required_facts(len(question.facts))
        )
        self.is_good = (
            self.is_right and 2 * self._to_the_point >= len(statements) if question.answerable else self._is_refused
        )

    @property
    def facts(self) -> float | None:
        """The share of the facts that answer and quotes state; None for unanswerable questions."""
        return self._stated / max(1, len(self._question.facts)) if self._question.answerable else None

    @property
    def _stated(self) -> int:
        return sum(map(min, self._in_answer, self._in_quotes))

    def problems(self) -> list[str]:
        """Returns why the answer is bad: why it is not good, and a wrong yes or no."""
        question = self._question
        if not question.answerable:
            return [] if self._is_refused else ["answers, although the articles do not contain the answer"]
        lead_problem = (
            [f"says {self._answer.lead}; right is {question.yes_no}"]
            if is_wrong_lead(question.yes_no, self._answer.lead)
            else []
        )
        if self.is_good:
            return lead_problem
        if self._is_refused:
            return ["refuses, although the articles contain the answer"]
        return [*lead_problem, *self._fact_problems(), *self._precision_problems()]

    def _fact_problems(self) -> list[str]:
        if self.is_right:
            return []
        facts = list(zip(self._question.facts, self._in_answer, self._in_quotes, strict=True))
        missing = [" | ".join(wordings) for wordings, in_answer, _ in facts if not in_answer]
        not_quoted = [" | ".join(wordings) for wordings, in_answer, in_quotes in facts if in_answer and not in_quotes]
        problems = [f"first sentence states {wording!r}" for wording in self._wrong_facts]
        if self._stated < _required_facts(len(facts)):
            problems += [f"lacks {fact!r}" for fact in missing]
            problems += [f"no quote states {fact!r}" for fact in not_quoted]
        return problems

    def _precision_problems(self) -> list[str]:
        if 2 * self._to_the_point >= len(self._statements):
            return []
        return [f"{self._to_the_point} of {len(self._statements)} sentences to the point"]


def _required_facts(count: int) -> int:
    """Returns how many of the facts a right answer states: all up to three, else three in five."""
    return count if count <= _ALL_FACTS_UP_TO else -(-3 * count // 5)
