"""Examples of verification from chat sets: sentences that answer their question, near misses, and sentences of other stories."""

from collections.abc import Iterable, Iterator
from itertools import islice

from assistant.assistant import Assistant
from assistant.eval.fitting.ranked_questions import rank_chat_question
from assistant.eval.question_sets.as_of import NO_DAY
from assistant.eval.question_sets.chat_set import ChatQuestion
from assistant.eval.stages.verification import VerifiedAnswer
from assistant.extractive.sentence_ranking import RankedSentence
from assistant.generative.excerpts import select_excerpts
from assistant.generative.verification.analysed_passage import AnalysedPassage, VerificationModels
from assistant.generative.verification.verify import verify_statement
from assistant.questions.question import parse_question

_PER_QUESTION = 2  # of right sentences, and of wrong ones


def verify_chat_sentences(
    assistant: Assistant, questions: Iterable[ChatQuestion], models: VerificationModels
) -> Iterator[VerifiedAnswer]:
    """Verifies sentences of the articles as if they were statements of a language model.

    Right are the best sentences that an editor would quote. Wrong are the best sentences for a question that the articles do not answer, and
    the best sentences of articles about something else.

    Args:
        assistant: Finds the sentences.
        questions: The questions.
        models: The models that verify.
    """
    for question in questions:
        ranked = rank_chat_question(assistant, question)
        pairs = list(zip(ranked.sentences, ranked.right.tolist(), strict=True))
        right = [sentence for sentence, is_right in pairs if is_right]
        wrong = [
            sentence
            for sentence, is_right in pairs
            if not is_right and not (question.answerable and sentence.hit.article.id in question.gold_articles)
        ]
        for sentences, label in ((right, True), (wrong, False)):
            for sentence in islice((each for each in sentences if not each.is_heading), _PER_QUESTION):
                yield from _verify(sentence, question, models, right=label)


def _verify(
    sentence: RankedSentence, chat_question: ChatQuestion, models: VerificationModels, *, right: bool
) -> Iterator[VerifiedAnswer]:
    question = parse_question(chat_question.standalone, chat_question.as_of or NO_DAY)
    if question.asks_for_overview:
        return
    for hit in select_excerpts([sentence], 1):
        passage = AnalysedPassage(hit.article, hit.passage.start, hit.passage.end, models)
        yield VerifiedAnswer(right, verify_statement(sentence.text, [passage], models, question))
