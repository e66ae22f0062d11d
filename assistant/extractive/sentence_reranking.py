"""Reranks the best sentences of a question with the QA model, and computes the confidence that they answer it.

A sentence whose vector is close to the question's has the same topic, and may still not answer. The QA model reads question and sentence
together and decides. Late interaction tells whether the articles are about the topic at all.
"""

import math
import re
from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import dataclass, replace

from assistant.extractive.answer_weights import Calibration
from assistant.extractive.dated_reading import dated_reading
from assistant.extractive.features import ConfidenceWeights, TermWeights
from assistant.extractive.late_interaction import late_interaction_score, token_weights
from assistant.extractive.other_languages import FULL_TOPIC, OtherLanguages
from assistant.extractive.qa_model import Candidate, Judgement, QAModel
from assistant.extractive.sentence_ranking import RankedSentence
from assistant.facts.states import states_only_opposite
from assistant.ingest.embedders.minilm import MiniLMEmbedder
from assistant.ingest.language.english import ENGLISH
from assistant.ingest.language.languages import primary_tag
from assistant.ingest.language.tokens import all_stems
from assistant.logistic import sigmoid
from assistant.questions.question import Question, QuestionKind
from assistant.questions.state_question import state_of_event

RERANKED_SENTENCES = 20
"""How many of the best sentences the QA model judges. Reading them is most of the time of an answer."""

MULTILINGUAL_SENTENCES = 10
"""How many sentences the multilingual QA model judges if the best one is in another language; it takes twice as long for each."""

_COMPARED_SENTENCES = 3  # by late interaction
_MIN_LOGIT, _MAX_LOGIT = -6.0, 4.0  # beyond, the QA model is certain, and may be wrong: more does not change the order

MIN_SPAN_SCORE = -2.0
"""The score from which on a span is an answer, for questions that a few words answer."""

_NO_ANSWER_LOGIT = 6.0  # of a sentence about another time than the question's, or whose answer repeats the question

_ASKS_FOR_DURATION = re.compile(r"\bhow long\b", re.IGNORECASE)
_DATED_BY_EVENT = re.compile(r"\s+(?:after|before|later|earlier|ago)\b", re.IGNORECASE)

NOT_JUDGED = Judgement(0.0, None, 0.0, (0.0, 0.0, 0.0))
"""The judgement of a sentence that the QA model did not read, because it does not count."""

SentenceKey = tuple[str, int]
"""The article's id and the first character of a sentence."""


@dataclass(frozen=True, slots=True)
class JudgedSentence:
    """A ranked sentence with the judgement of the QA model."""

    sentence: RankedSentence
    judgement: Judgement


@dataclass(frozen=True, slots=True)
class ConfidenceFeatures:
    """The features that decide whether a question is answered.

    Attributes:
        late_interaction: The late interaction score; 1 if the sentence has all tokens of the question as they are.
        date_range_match: How well the article's date fits the time that the question names, from 0 to 1.
        answers: The log-sum-exp of the answer logits: the evidence of all judged sentences together.
    """

    late_interaction: float
    date_range_match: float
    answers: float

    def confidence(self, weights: ConfidenceWeights, *, by_qa_model: bool = True) -> float:
        """Returns the probability that the question is answered, from 0 to 1.

        Args:
            weights: The weights.
            by_qa_model: Whether the QA model's judgement counts; without it, the probability that the topic is covered is returned.
        """
        topic = sigmoid(
            weights.topic_bias
            + weights.late_interaction * self.late_interaction
            + weights.date_range_match * self.date_range_match
        )
        return topic * sigmoid(weights.answer_bias + weights.answers * self.answers) if by_qa_model else topic


class SentenceReranker:
    """Judges sentences for one question, each of them once.

    Args:
        question: The question.
        term_weights: The weights of its words.
        embedder: Returns the embedder that makes the token vectors.
        qa_model: Returns the QA model.
        calibration: Makes its logits comparable with those of the packaged model.
        other_languages: Judges a sentence if the QA model has not learned the language of the question or of the article; None if the
            library has no vectors of the multilingual embedder. Then the QA model judges all.
    """

    def __init__(
        self,
        question: Question,
        term_weights: TermWeights,
        embedder: Callable[[], MiniLMEmbedder],
        qa_model: Callable[[], QAModel],
        calibration: Calibration,
        *,
        other_languages: OtherLanguages | None = None,
    ) -> None:
        self._question = question
        self._term_weights = term_weights
        self._embedder = embedder
        self._qa_model = qa_model
        self._calibration = calibration
        self._other_languages = other_languages
        self._late_interaction: dict[SentenceKey, float] = {}
        self._judgements: dict[SentenceKey, Judgement] = {}

    def calibrated(self, calibration: Calibration) -> "SentenceReranker":
        """Returns the same reranker with another calibration; it shares what was judged already."""
        twin = copy(self)
        twin._calibration = calibration
        return twin

    def asking(self, question: Question) -> "SentenceReranker":
        """Returns a reranker of the same sentences for another question about the same topic."""
        twin = self._without_judgements()
        twin._question = question
        return twin

    def with_qa_model(self, qa_model: QAModel) -> "SentenceReranker":
        """Returns a reranker for the same question that asks another QA model, without calibration."""
        twin = self._without_judgements()
        twin._qa_model = lambda: qa_model
        twin._calibration = Calibration()
        return twin

    def _without_judgements(self) -> "SentenceReranker":
        twin = copy(self)
        twin._late_interaction, twin._judgements = {}, {}
        return twin

    @property
    def needs_judgements(self) -> bool:
        """Whether the QA model's judgements count: not for an overview, as the model was trained on questions that one sentence answers."""
        return not (self._question.asks_for_overview and self._question.kind is QuestionKind.OTHER)

    def rerank(self, ranked: Sequence[RankedSentence], qa_model_weight: float) -> list[RankedSentence]:
        """Reorders the best sentences by their score and the QA model's judgement.

        A sentence that does not answer comes after all that may, however similar it is to the question. Questions for an overview keep
        their order: the model was trained on questions that one sentence answers.

        Args:
            ranked: The sentences, best first.
            qa_model_weight: The weight of the QA model's answer logit in the new score.
        """
        if self._question.asks_for_overview:
            return list(ranked)
        best = self._best(ranked)
        rescored = [
            JudgedSentence(
                replace(sentence, score=sentence.score + qa_model_weight * clip_logit(judgement.answer_logit)),
                judgement,
            )
            for sentence, judgement in zip(best, self.judge(best), strict=True)
        ]
        return [*(judged.sentence for judged in _ordered(rescored, self._question.kind)), *ranked[len(best) :]]

    def judge_best(self, ranked: Sequence[RankedSentence]) -> list[JudgedSentence]:
        """Returns the best sentences with their judgements, in the given order."""
        best = self._best(ranked)
        judgements = self.judge(best) if self.needs_judgements else [NOT_JUDGED] * len(best)
        return [JudgedSentence(*pair) for pair in zip(best, judgements, strict=True)]

    def _best(self, ranked: Sequence[RankedSentence]) -> Sequence[RankedSentence]:
        """Returns the sentences that are judged."""
        others = self._judge_of_others(ranked[0]) if ranked else None
        is_slow = others is not None and others.qa_model is not None
        return ranked[: MULTILINGUAL_SENTENCES if is_slow else RERANKED_SENTENCES]

    def judge(self, sentences: Sequence[RankedSentence]) -> list[Judgement]:
        """Returns the judgement of each sentence."""
        new = {_key(sentence): sentence for sentence in sentences if _key(sentence) not in self._judgements}
        others = {key: sentence for key, sentence in new.items() if self._judge_of_others(sentence) is not None}
        english = {key: sentence for key, sentence in new.items() if key not in others}
        multilingual = self._other_languages.qa_model if others and self._other_languages else None
        for read, qa_model in ((english, self._qa_model() if english else None), (others, multilingual)):
            if qa_model is not None:
                judgements = read_sentences(self._question, list(read.values()), qa_model)
                self._judgements |= zip(read, judgements, strict=True)
        return [self._judgement(sentence) for sentence in sentences]

    def _judgement(self, sentence: RankedSentence) -> Judgement:
        others = self._judge_of_others(sentence)
        if others is None:
            return self._calibration.applied(self._judgements[_key(sentence)])
        read = self._judgements.get(_key(sentence))
        return others.judge(
            sentence.features,
            read,
            asks_yes_no=self._question.kind is QuestionKind.YES_NO,
            across_languages=len(self._languages(sentence)) > 1,
        )

    def _judge_of_others(self, sentence: RankedSentence) -> OtherLanguages | None:
        """Returns what judges the sentence if the QA model has not learned its language or that of the question."""
        is_english = self._other_languages is None or self._languages(sentence) == {ENGLISH.tag}
        return None if is_english or not self._qa_model().is_english else self._other_languages

    def _languages(self, sentence: RankedSentence) -> set[str]:
        """Returns the tags of the languages of the question and the sentence."""
        return {self._question.language.tag, primary_tag(sentence.hit.article.language)}

    def answer_features(self, ranked: Sequence[RankedSentence]) -> ConfidenceFeatures:
        """Returns the features of an answer: from the best few sentences together, and the rest from the best one.

        Args:
            ranked: At least one sentence, best first.
        """
        late_interaction = max(self._late_interaction_scores(ranked[:_COMPARED_SENTENCES]))
        judged = self.judge_best(ranked)
        # Sentences that are similar to the question are similar to each other: only the most similar one is evidence.
        similar = [one.judgement.answer_logit for one in judged if self._judge_of_others(one.sentence)]
        read = [one.judgement.answer_logit for one in judged if not self._judge_of_others(one.sentence)]
        logits = [*read, *([max(similar)] if similar else [])]
        return ConfidenceFeatures(late_interaction, ranked[0].date_range_match, _log_sum_exp(logits))

    def sentence_features(self, sentence: RankedSentence) -> ConfidenceFeatures:
        """Returns the features of one sentence."""
        (late_interaction,) = self._late_interaction_scores([sentence])
        (judged,) = self.judge_best([sentence])
        return ConfidenceFeatures(late_interaction, sentence.date_range_match, judged.judgement.answer_logit)

    def _late_interaction_scores(self, sentences: Sequence[RankedSentence]) -> list[float]:
        new = {_key(sentence): sentence for sentence in sentences if _key(sentence) not in self._late_interaction}
        similar = [key for key, sentence in new.items() if self._judge_of_others(sentence)]
        self._late_interaction |= dict.fromkeys(similar, FULL_TOPIC)
        new = {key: sentence for key, sentence in new.items() if key not in self._late_interaction}
        if new:
            # The title states the topic of an article, which a single sentence may not repeat.
            texts = [f"{sentence.hit.article.title}\n{sentence.text}" for sentence in new.values()]
            # A follow-up does not repeat the topic of the conversation, which the articles have to be about.
            text = self._question.subject_text
            question = f"{text} ({self._question.topic})" if self._question.topic else text
            question_tokens, *text_tokens = self._embedder().token_vectors([question, *texts])
            weights = token_weights(question, question_tokens, self._term_weights)
            self._late_interaction |= {
                key: late_interaction_score(question_tokens, tokens, weights)
                for key, tokens in zip(new, text_tokens, strict=True)
            }
        return [self._late_interaction[_key(sentence)] for sentence in sentences]


def _ordered(judged: Sequence[JudgedSentence], kind: QuestionKind) -> list[JudgedSentence]:
    """Orders sentences by their score: first those that may answer, then those without an answer of the kind, then the rejected ones."""
    needs_span = kind.is_answered_by_few_words and any(one.judgement.span_score >= MIN_SPAN_SCORE for one in judged)

    def order(one: JudgedSentence) -> tuple[bool, bool, float]:
        lacks_span = needs_span and one.judgement.span_score < MIN_SPAN_SCORE
        return one.judgement.is_rejected, lacks_span, -one.sentence.score

    return sorted(judged, key=order)


def read_sentences(question: Question, sentences: Sequence[RankedSentence], qa_model: QAModel) -> list[Judgement]:
    """Lets a QA model judge sentences; rejects those about another time than the question's, that repeat its words, or that tell of the opposite.

    Args:
        question: The question.
        sentences: The sentences.
        qa_model: The model.
    """
    readings = [dated_reading(question, sentence) for sentence in sentences]
    judgements: dict[int, Judgement] = {}
    for text in dict.fromkeys(reading.question for reading in readings):
        numbers = [number for number, reading in enumerate(readings) if reading.question == text]
        read = qa_model.read(text, [_candidate(sentences[number]) for number in numbers])
        judgements |= zip(numbers, read, strict=True)
    asked_words = all_stems(question.text)
    state = state_of_event(question.text) if question.kind is not QuestionKind.YES_NO else None
    return [
        _rejected(judgements[number])
        if reading.is_of_another_time
        or _repeats_words(question, asked_words, sentence, judgements[number])
        or _dates_by_event(question, sentence, judgements[number])
        or (state is not None and states_only_opposite(sentence.text, state.words, asks_end=state.asks_end))
        else judgements[number]
        for number, (reading, sentence) in enumerate(zip(readings, sentences, strict=True))
    ]


def _repeats_words(
    question: Question, asked_words: frozenset[str], sentence: RankedSentence, judgement: Judgement
) -> bool:
    """Checks whether the answer is a name of the question: "Gabriel Attal" does not answer who was in office before Gabriel Attal."""
    if question.kind not in (QuestionKind.PERSON, QuestionKind.PLACE) or judgement.span is None:
        return False
    words = all_stems(sentence.text[slice(*judgement.span)])
    return bool(words) and words <= asked_words


def _dates_by_event(question: Question, sentence: RankedSentence, judgement: Judgement) -> bool:
    """Checks whether a time only tells when something happened: "four hours after the storm" is not how long anything lasted."""
    if judgement.span is None or not _ASKS_FOR_DURATION.search(question.text):
        return False
    return _DATED_BY_EVENT.match(sentence.text, judgement.span[1]) is not None


def _rejected(judgement: Judgement) -> Judgement:
    """Returns the judgement of a sentence that does not answer, whatever the QA model reads."""
    return replace(
        judgement,
        answer_logit=judgement.answer_logit - _NO_ANSWER_LOGIT,
        span_score=judgement.span_score - _NO_ANSWER_LOGIT,
        is_rejected=True,
    )


def _key(sentence: RankedSentence) -> SentenceKey:
    return sentence.hit.article.id, sentence.start


def _candidate(sentence: RankedSentence) -> Candidate:
    article = sentence.hit.article
    before = "" if sentence.before is None else article.text[slice(*sentence.before)]
    return Candidate(article.title, before, sentence.text)


def clip_logit(answer_logit: float) -> float:
    """Returns the part of an answer logit that counts for the order."""
    return min(_MAX_LOGIT, max(_MIN_LOGIT, answer_logit))


def _log_sum_exp(values: Sequence[float]) -> float:
    highest = max(values)
    return highest + math.log(math.fsum(math.exp(value - highest) for value in values))
