"""The QA model alone: of all sentences of the retrieved passages, the one that it judges best, or nothing.

Retrieval is the assistant's. Neither the sentence ranking nor the fitted confidence takes part.
"""

from datetime import date
from typing import get_args

from assistant.answers.answer import Answer, Citation, Lead, ShortAnswer, Statement
from assistant.answers.citing import cite_hit
from assistant.answers.draft import answer_text
from assistant.eval.question_sets.as_of import NO_DAY
from assistant.eval.systems.baselines.base import AssistantSearch
from assistant.extractive.qa_model import Judgement
from assistant.extractive.sentence_ranking import RankedSentence
from assistant.logistic import sigmoid
from assistant.questions.question import Question, QuestionKind, parse_question

QA_MODEL = "qa-model"


class QAModelAlone(AssistantSearch):
    """Answers with the sentence of the largest answer logit if it is positive; the span and the class of that sentence as they are.

    Args:
        assistant: Retrieves the passages and has the QA model.
    """

    def answer(self, question: str, as_of: date | None) -> Answer:
        """See `AnsweringBaseline.answer`."""
        parsed = parse_question(question, as_of or NO_DAY)
        evidence = self._assistant.search(question, as_of=parsed.as_of)
        ranked = self._assistant.extractive.rank(parsed, evidence)
        judged = list(zip(ranked.sentences, ranked.reranker.judge(ranked.sentences), strict=True))
        best = max(judged, key=lambda pair: pair[1].answer_logit, default=None)
        answer = Answer(
            question=question,
            standalone_question=question,
            status="not_found",
            text="",
            passages=tuple(hit.ref for hit in evidence.hits),
            as_of=parsed.as_of,
            confidence=sigmoid(best[1].answer_logit) if best else 0.0,
            answerer=QA_MODEL,
        )
        return answer if best is None or best[1].answer_logit <= 0 else _answered(answer, parsed, *best)


def _answered(answer: Answer, question: Question, sentence: RankedSentence, judgement: Judgement) -> Answer:
    citation = cite_hit(1, sentence.hit, sentence.start, sentence.end, answer.confidence)
    statement = Statement(text=citation.quote, citations=(1,), supported=True)
    short = None
    lead: Lead | None = None
    if question.kind is QuestionKind.YES_NO:
        lead = get_args(Lead)[max(range(3), key=judgement.yes_no.__getitem__)]
    elif judgement.span is not None and judgement.span_score > 0:
        short = _short_answer(citation, judgement.span)
    return answer.model_copy(
        update={
            "status": "answered",
            "lead": lead,
            "lead_text": lead.capitalize() if lead else "",
            "short_answer": short,
            "text": answer_text(lead.capitalize() if lead else "", [statement], short),
            "statements": (statement,),
            "citations": (citation,),
        }
    )


def _short_answer(citation: Citation, span: tuple[int, int]) -> ShortAnswer:
    start, end = span
    return ShortAnswer(text=citation.quote[start:end], citation=1, start=start, end=end)
