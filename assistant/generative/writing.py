"""Writes a verified answer: streams the model's text, verifies each sentence, and cites the sentences that support it."""

import re
from collections.abc import Iterator, Sequence
from contextlib import closing
from typing import TYPE_CHECKING

from assistant.answers.answer import Citation, Hit, Statement
from assistant.answers.answerer import AnswerPart, CitedStatement, GeneratedText, UsageReport
from assistant.answers.citing import cite_hit
from assistant.generative.abstention import abstains, may_become_sentinel, starts_with_sentinel
from assistant.generative.model_wording import alters_a_quotation, wording_of
from assistant.generative.providers.base import OpenLLM
from assistant.generative.sentence_stream import SentenceStream, WrittenSentence
from assistant.generative.streaming import TokenUse, stream
from assistant.generative.usage import Prices, usage_of
from assistant.generative.verification.analysed_passage import AnalysedPassage, VerificationModels
from assistant.generative.verification.verify import Verification, verify_statement
from assistant.prompts.wording import NOT_LITERAL
from assistant.questions.question import Question

if TYPE_CHECKING:
    from llama_index.core.llms import ChatMessage

_REFUSAL = re.compile(
    r"\b(?:I['’]m sorry|I am sorry|I can(?:not|['’]t) (?:assist|help|answer)|as an AI)\b", re.IGNORECASE
)
_REPETITIONS = 6
_REPETITION_LENGTHS = range(3, 81)
_OTHER_PASSAGE_MIN_SCORE = 0.65


class VerifiedText:
    """Text of one answer while a model writes it. Each complete sentence is verified.

    Args:
        question: The question; None for a summary.
        hits: The passages that the model was shown, in its order.
        models: The models that verify.
        strict: Leave out unsupported sentences.
        found_for: The question that each passage was found for, if that is another one than `question`.

    Attributes:
        question: See above.
        text: All text that the model wrote.
        supported: The sentences that are supported.
        abstained: The model says that the passages do not answer the question.
        is_done: No more text is needed.
        fault: What is wrong with the answer as a whole, in a few words; empty if nothing is.
    """

    def __init__(
        self,
        question: Question | None,
        hits: Sequence[Hit],
        models: VerificationModels,
        strict: bool,
        found_for: Sequence[Question] = (),
    ) -> None:
        self.hits = tuple(hits)
        self.text = ""
        self.supported: list[CitedStatement] = []
        self.abstained = False
        self.is_done = False
        self.fault = ""
        self.question = question
        self._found_for = tuple(found_for)
        self._models = models
        self._strict = strict
        self._sentence_stream = SentenceStream()
        self._held_back = ""
        self._passages: dict[int, AnalysedPassage] = {}
        self._citation_numbers: dict[tuple[str, int, int], int] = {}
        self._written: set[str] = set()

    def feed(self, text: str) -> Iterator[GeneratedText | CitedStatement]:
        """Adds text and yields it together with the sentences that it completes. Text that may become the sentinel is held back."""
        self.text += text
        self._held_back += text
        if may_become_sentinel(self.text):
            return
        released, self._held_back = self._held_back, ""
        yield GeneratedText(released)
        yield from self._statements(self._sentence_stream.feed(released))
        if _ends_with_repetition(self.text):
            self._stop("the language model repeated itself without end")

    def finish(self) -> Iterator[GeneratedText | CitedStatement]:
        """Yields the remaining sentences when the model has ended."""
        if starts_with_sentinel(self.text):
            self.abstained = True
            return
        yield from self._statements([*self._sentence_stream.feed(self._held_back), *self._sentence_stream.finish()])
        if not self.text.strip():
            self.fault = "the language model wrote nothing"

    def _statements(self, sentences: Sequence[WrittenSentence]) -> Iterator[CitedStatement]:
        for sentence in sentences:
            if self.is_done:
                return
            if sentence.text in self._written:
                self._stop("the language model repeated itself")
            elif abstains(sentence.text):
                self.abstained = True
            elif _REFUSAL.search(sentence.text):
                self.fault = "the language model refused to answer"
            elif not sentence.text.endswith("?"):
                yield from self._statement(sentence)
            self._written.add(sentence.text)

    def _statement(self, sentence: WrittenSentence) -> Iterator[CitedStatement]:
        passage_numbers = [number for number in sentence.cites if 1 <= number <= len(self.hits)]
        verification = self._verify(sentence.text, passage_numbers)
        if not passage_numbers:
            passage_numbers, verification = self._attribute(sentence.text, verification)
        elif not verification.supported:
            passage_numbers, verification = self._verify_elsewhere(sentence.text, passage_numbers, verification)
        if not verification.supported and self._strict:
            return
        citations = [
            self._cite(passage_numbers[passage], start, end, verification.score)
            for passage, start, end in verification.supporting_sentences
        ]
        articles = [self.hits[number - 1].article for number in passage_numbers]
        quotes = [articles[passage].text[start:end] for passage, start, end in verification.supporting_sentences]
        statement = Statement(
            text=sentence.text,
            citations=tuple(dict.fromkeys(number for number, _ in citations)),
            supported=verification.supported,
            wording=wording_of(sentence.text, quotes, articles),
            remarks=(NOT_LITERAL,) if alters_a_quotation(sentence.text, articles) else (),
        )
        cited = CitedStatement(statement, tuple(citation for _, citation in citations if citation is not None))
        if verification.supported:
            self.supported.append(cited)
        yield cited

    def _verify(self, text: str, passage_numbers: Sequence[int]) -> Verification:
        """Verifies a sentence as an answer to the question, or to one of the questions that its passages were found for."""
        passages = [self._passage(number) for number in passage_numbers]
        questions = [self.question]
        for number in passage_numbers:
            if self._found_for and self._found_for[number - 1] not in questions:
                questions.append(self._found_for[number - 1])
        first, *others = questions
        verification = verify_statement(text, passages, self._models, first)
        if verification.supported or not others:
            return verification
        further = (verify_statement(text, passages, self._models, question) for question in others)
        return next((one for one in further if one.supported), verification)

    def _attribute(self, text: str, verification: Verification) -> tuple[list[int], Verification]:
        """Returns the passage that supports a sentence without citation and answers best, else the passages that support it together."""
        alone = [([number], self._verify(text, [number])) for number in range(1, len(self.hits) + 1)]
        supported = [one for one in alone if one[1].supported]
        if supported:
            return max(supported, key=lambda one: one[1].answers)
        together = self._verify(text, range(1, len(self.hits) + 1))
        numbers = sorted({passage + 1 for passage, _, _ in together.supporting_sentences})
        joint = self._verify(text, numbers)
        return (numbers, joint) if joint.supported else ([], verification)

    def _verify_elsewhere(
        self, text: str, passage_numbers: list[int], verification: Verification
    ) -> tuple[list[int], Verification]:
        """Verifies a sentence against each passage by itself and returns the best one, if it clearly supports the sentence."""
        for number in range(1, len(self.hits) + 1):
            if number in passage_numbers and len(passage_numbers) == 1:
                continue
            other = self._verify(text, [number])
            if (
                other.supported
                and other.score >= _OTHER_PASSAGE_MIN_SCORE
                and other.score > verification.score * verification.supported
            ):
                passage_numbers, verification = [number], other
        return passage_numbers, verification

    def _passage(self, number: int) -> AnalysedPassage:
        if number not in self._passages:
            stored = self.hits[number - 1].stored
            self._passages[number] = AnalysedPassage(
                stored.article, stored.passage.start, stored.passage.end, self._models
            )
        return self._passages[number]

    def _cite(self, passage_number: int, start: int, end: int, score: float) -> tuple[int, Citation | None]:
        """Returns the number of a citation, and the citation itself if it is new."""
        hit = self.hits[passage_number - 1]
        location = (hit.stored.article.id, start, end)
        if location in self._citation_numbers:
            return self._citation_numbers[location], None
        number = self._citation_numbers[location] = len(self._citation_numbers) + 1
        return number, cite_hit(number, hit, start, end, score)

    def _stop(self, fault: str) -> None:
        self.fault = fault
        self.is_done = True


def write_verified(
    model: OpenLLM, messages: "Sequence[ChatMessage]", text: VerifiedText, prices: Prices | None
) -> Iterator[AnswerPart]:
    """Streams the model's text into `text` and yields the verified parts, then the token usage.

    The connection is closed when the caller stops iterating.

    Raises:
        LLMError: If there is no answer, or it breaks off.
    """
    use = TokenUse()
    with closing(stream(model, messages)) as parts:
        for part in parts:
            if isinstance(part, TokenUse):
                use = part
                continue
            yield from text.feed(part)
            if text.is_done:
                break
    yield from text.finish()
    if use.has_thoughts and not text.text.strip():
        text.fault = "the language model thought until its tokens were used up; raise llm_answer_tokens"
    yield UsageReport(usage_of(use, model, messages, text.text, prices))


def _ends_with_repetition(text: str) -> bool:
    """Checks whether the text ends with the same 3 to 80 characters several times; white space may follow them.

    A regular expression with a back reference takes cubic time for this.
    """
    longest = _REPETITION_LENGTHS[-1]
    tail = text[-(_REPETITIONS + 1) * longest :]
    ends = range(len(tail), max(len(tail.rstrip()), len(tail) - longest) - 1, -1)
    return any(
        end >= _REPETITIONS * length
        and tail[end - _REPETITIONS * length : end] == tail[end - length : end] * _REPETITIONS
        for end in ends
        for length in _REPETITION_LENGTHS
    )
