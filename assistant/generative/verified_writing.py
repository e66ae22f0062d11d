"""What a language model writes, sentence by sentence: checked against the passages, cited to the exact sentences, or marked."""

import re
from collections.abc import Callable, Iterator, Sequence

from assistant.answers.answer import Citation, Hit, Statement
from assistant.answers.answerer import CitedStatement, GeneratedText
from assistant.answers.citing import cite
from assistant.generative.abstention import abstains, may_become_sentinel, opens_with_sentinel
from assistant.generative.sentences import SentenceStream, WrittenSentence
from assistant.generative.verification.read_passage import AnalysedPassage
from assistant.generative.verification.verify import Verification, verify_statement
from assistant.ingest.embedders import Embedder
from assistant.questions.question import Question

_REFUSES = re.compile(
    r"\b(?:I['’]m sorry|I am sorry|I can(?:not|['’]t) (?:assist|help|answer)|as an AI)\b", re.IGNORECASE
)
_REPEATS = re.compile(r"(.{3,80}?)\1{5,}\s*$", re.DOTALL)
_REPEATS_LOOKED_AT = 500
_PLAINLY = 0.65


class VerifiedWriting:
    """One answer on its way.

    Args:
        question: The question.
        hits: The passages that the model was shown, in its order.
        embedder: Gives the embedder.
        strict: Leave out what is not confirmed.

    Attributes:
        text: All that the model wrote.
        confirmed: How many sentences the check has confirmed.
        abstained: The model says that the passages do not answer.
        over: Nothing more is wanted of the model.
        fault: What is wrong with the answer as a whole, in a few words; empty where nothing is.
    """

    def __init__(self, question: Question, hits: Sequence[Hit], embedder: Callable[[], Embedder], strict: bool) -> None:
        self.hits = tuple(hits)
        self.text = ""
        self.confirmed = 0
        self.abstained = False
        self.over = False
        self.fault = ""
        self._question = question
        self._embedder = embedder
        self._strict = strict
        self._reader = SentenceStream()
        self._held = ""
        self._passages: dict[int, AnalysedPassage] = {}
        self._numbers: dict[tuple[str, int, int], int] = {}
        self._said: set[str] = set()

    def take(self, piece: str) -> Iterator[GeneratedText | CitedStatement]:
        """What a piece of the model's text leads to."""
        self.text += piece
        self._held += piece
        if may_become_sentinel(self.text):
            return
        held, self._held = self._held, ""
        yield GeneratedText(held)
        yield from self._findings(self._reader.feed(held))
        if _REPEATS.search(self.text[-_REPEATS_LOOKED_AT:]):
            self._stop("the language model repeated itself without end")

    def finish(self) -> Iterator[GeneratedText | CitedStatement]:
        """What is left when the model has ended."""
        if opens_with_sentinel(self.text):
            self.abstained = True
            return
        yield from self._findings([*self._reader.feed(self._held), *self._reader.finish()])
        if not self.text.strip():
            self.fault = "the language model wrote nothing"

    def _findings(self, sentences: Sequence[WrittenSentence]) -> Iterator[CitedStatement]:
        for sentence in sentences:
            if self.over:
                return
            if sentence.text in self._said:
                self._stop("the language model repeated itself")
            elif abstains(sentence.text):
                self.abstained = True
            elif _REFUSES.search(sentence.text):
                self.fault = "the language model refused to answer"
            elif not sentence.text.endswith("?"):
                yield from self._finding(sentence)
            self._said.add(sentence.text)

    def _finding(self, sentence: WrittenSentence) -> Iterator[CitedStatement]:
        numbers = [number for number in sentence.cites if 1 <= number <= len(self.hits)]
        checked = self._checked(sentence.text, numbers)
        if not checked.supported:
            numbers, checked = self._backed_elsewhere(sentence.text, numbers, checked)
        self.confirmed += checked.supported
        if not checked.supported and self._strict:
            return
        citations = [
            self._citation(numbers[which], start, end, checked.score) for which, start, end in checked.carrying
        ]
        statement = Statement(
            text=sentence.text,
            citations=tuple(dict.fromkeys(number for number, _ in citations)),
            supported=checked.supported,
        )
        yield CitedStatement(statement, tuple(citation for _, citation in citations if citation is not None))

    def _checked(self, text: str, numbers: Sequence[int]) -> Verification:
        passages = [self._passage(number) for number in numbers]
        return verify_statement(text, passages, self._embedder(), self._question.standalone)

    def _backed_elsewhere(self, text: str, numbers: list[int], checked: Verification) -> tuple[list[int], Verification]:
        """Another passage, if one plainly backs the sentence."""
        for number in range(1, len(self.hits) + 1):
            if number in numbers and len(numbers) == 1:
                continue
            other = self._checked(text, [number])
            if other.supported and other.score >= _PLAINLY and other.score > checked.score * checked.supported:
                numbers, checked = [number], other
        return numbers, checked

    def _passage(self, number: int) -> AnalysedPassage:
        if number not in self._passages:
            stored = self.hits[number - 1].stored
            self._passages[number] = AnalysedPassage(
                stored.article, stored.passage.start, stored.passage.end, self._embedder
            )
        return self._passages[number]

    def _citation(self, passage: int, start: int, end: int, score: float) -> tuple[int, Citation | None]:
        """Its number, and the citation itself if it is a new one."""
        hit = self.hits[passage - 1]
        place = (hit.stored.article.id, start, end)
        if place in self._numbers:
            return self._numbers[place], None
        number = self._numbers[place] = len(self._numbers) + 1
        return number, cite(number, hit.stored.article, start, end, score, hit.also_in)

    def _stop(self, fault: str) -> None:
        self.fault = fault
        self.over = True
