"""Searches the evidence for a question of a conversation: as typed, or as a follow-up that continues the topic.

A follow-up has several readings: completed from the last question, as typed, and with the names that its pronouns refer to. All are
searched with the topic and with a preference for its articles; a reading that names what it is about is searched like any question. That
reading is used if the extractive answerer answers it, else the one in which the answerer is most confident. The topic is not left, so
another story cannot answer.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from assistant.answers.answer import Answer, Citation, Evidence, Hit, HitSentence
from assistant.conversations.follow_ups.context_dependence import FollowUpAnalysis
from assistant.conversations.follow_ups.ellipsis import complete_fragment
from assistant.conversations.follow_ups.locale_ellipsis import complete_locale_fragment
from assistant.conversations.follow_ups.ordinals import replace_ordinal
from assistant.conversations.follow_ups.repeats import Repeat, find_repeat
from assistant.conversations.follow_ups.reported_words import reported_words
from assistant.conversations.follow_ups.rewriting import rewrite_about_thing, rewrite_analysed
from assistant.conversations.past_turns import PastTurn, past_turns
from assistant.conversations.topic import Topic, conversation_topic
from assistant.extractive.answerer import ExtractiveAnswerer, RankedEvidence
from assistant.extractive.features import TermWeights
from assistant.extractive.text_overlap import article_stems
from assistant.ingest.article import Article
from assistant.ingest.language.english import CONNECTIVES
from assistant.ingest.library import Library
from assistant.questions.question import Question
from assistant.retrieval.retriever import Retriever, SearchContext
from assistant.stories import names_as_stems, rare_names

Retrieval = Callable[[str], Evidence]
"""Retrieves the passages for the text of a question."""

Rewriter = Callable[[str, str, Sequence[PastTurn]], str]
"""Takes a question, its rewrite by rules, and the turns before it; returns the standalone question."""

_CONNECTIVE = re.compile(rf"(?:(?:{CONNECTIVES})\b[ ,]+)+", re.IGNORECASE)
_MIN_RELATEDNESS = 0.5  # share of the topic's words that an article about it contains
_MIN_ADVANTAGE = 0.3  # of another story, in the share of the question's words that its article contains
_MIN_ADVANTAGE_OF_DEPENDENT = 0.5  # the same for a question with a reference to the turns before
_MAX_REPORTED_WORDS = 16  # the QA model cuts off longer questions
_MIN_STEMS = 3  # content words of a question that can stand alone
_MIN_STEMS_OF_DEPENDENT = 4
_CERTAIN_STEMS = 5


@dataclass(frozen=True, slots=True)
class FoundEvidence:
    """Evidence for a question of a conversation.

    Attributes:
        question: The question in the reading that was chosen.
        standalone: The standalone question to show; the question as typed if no rewrite is certain.
        evidence: The passages, best first.
        ranked: Their ranked sentences if they were compared to choose the reading; else None.
    """

    question: Question
    standalone: str
    evidence: Evidence
    ranked: RankedEvidence | None = None


@dataclass(frozen=True, slots=True)
class _Reading:
    """Reading of a follow-up.

    Attributes:
        text: The question to answer.
        standalone: The standalone question to show.
        stands_alone: Whether the text names what it is about, so that it is searched without the topic.
    """

    text: str
    standalone: str
    stands_alone: bool = False


class FollowUpSearch:
    """Searches the evidence for questions of a conversation.

    Args:
        library: The articles.
        retriever: Finds passages.
        extractive: Gives the confidence that passages answer a reading.
        rewriter: A language model that completes follow-ups; None to use rules only.
    """

    def __init__(
        self, library: Library, retriever: Retriever, extractive: ExtractiveAnswerer, rewriter: Rewriter | None = None
    ) -> None:
        self._catalog = library.catalog
        self._retriever = retriever
        self._extractive = extractive
        self._rewriter = rewriter

    def search(self, question: Question, answers: Sequence[Answer], top_k: int) -> FoundEvidence:
        """Finds the evidence for a question.

        Args:
            question: The question as typed.
            answers: The turns before it, the newest last.
            top_k: The number of passages.
        """
        topic = conversation_topic(answers)
        turns = past_turns(answers)
        if topic is None or not turns:
            return FoundEvidence(question, question.text, self._retriever.retrieve(question, top_k))
        question = replace(question, text=replace_ordinal(question.text, turns[-1]))
        repeat = find_repeat(question.text)
        if repeat is not None:
            return self._repeat(repeat, question, _last_answered(answers), topic, top_k)
        return self._completed(question, turns[-1], topic, top_k) or self._follow_up(
            question, topic, turns, answers, top_k
        )

    def _follow_up(
        self, question: Question, topic: Topic, turns: Sequence[PastTurn], answers: Sequence[Answer], top_k: int
    ) -> FoundEvidence:
        """Finds the evidence for a question that may continue the topic, in the reading that is answered best."""
        analysis = FollowUpAnalysis(question.text, turns)
        readings = list(self._readings(question, analysis, turns))
        retrieve = self._continued_retrieval(question, topic, top_k)
        if not topic.article_ids and analysis.depends_strongly and all(one.text == question.text for one in readings):
            return FoundEvidence(question, question.text, Evidence(()))
        if complete_fragment(question.text, turns[-1].question, analysis.names.known_words) is None:
            plain = self._retriever.retrieve(question, top_k)
            if analysis.has_new_topic:
                return FoundEvidence(question, question.text, plain)
            if self._stands_alone(question, analysis, topic, plain, retrieve(question.text)):
                return FoundEvidence(question, question.text, plain)
        quoted = [citation for answer in answers for citation in answer.citations] if analysis.asks_for_others else []
        found: dict[_Reading, FoundEvidence] = {}
        for reading in sorted(readings, key=lambda one: not one.stands_alone):
            if reading not in found:
                asked = replace(question, text=reading.text)
                hits = self._retriever.retrieve(asked, top_k) if reading.stands_alone else retrieve(reading.text)
                found[reading] = self._read(asked, reading, topic, without_quotes(hits, quoted))
            if reading.stands_alone and _is_answered(found[reading]):
                return found[reading]
        return max((found[reading] for reading in readings), key=_confidence)

    def _completed(self, question: Question, last: PastTurn, topic: Topic, top_k: int) -> FoundEvidence | None:
        """Finds the evidence for a fragment in another language than English, in articles that name its subject; None if it is none."""
        fragment = complete_locale_fragment(question.text, question.language, last)
        if fragment is None:
            return None
        asked = replace(question, text=fragment.text)
        evidence = self._continued_retrieval(asked, topic, top_k)(asked.text)
        hits = [hit for hit in evidence.hits if fragment.subject <= article_stems(hit.article, fragment.language)]
        return self._read(asked, _Reading(asked.text, asked.text), topic, Evidence(tuple(hits)))

    def _continued_retrieval(self, question: Question, topic: Topic, top_k: int) -> Retrieval:
        """Returns a function that retrieves passages for a text in the context of the topic, once for each text."""
        context = SearchContext(topic.text, topic.article_ids)
        return cache(lambda text: self._retriever.retrieve(replace(question, text=text), top_k, context))

    def _stands_alone(
        self, question: Question, analysis: FollowUpAnalysis, topic: Topic, plain: Evidence, continued: Evidence
    ) -> bool:
        """Checks whether an article of another story contains many more of the question's words than the articles about the topic."""
        articles = _articles((*plain.hits, *continued.hits))
        related_ids = self._related_ids(topic, articles, question)
        weights = self._term_weights(question)
        related = [article for article in articles if article.id in related_ids]
        other = [article for article in articles if article.id not in related_ids]
        advantage = _best_coverage(weights, other) - _best_coverage(weights, related)
        stem_count = len(analysis.stems)
        if analysis.depends_strongly and not analysis.resolves_itself:
            return stem_count >= _MIN_STEMS_OF_DEPENDENT and advantage >= _MIN_ADVANTAGE_OF_DEPENDENT
        if stem_count >= _CERTAIN_STEMS:
            return not plain.hits or plain.hits[0].article.id not in related_ids
        return stem_count >= _MIN_STEMS and advantage >= _MIN_ADVANTAGE

    def _related_ids(self, topic: Topic, articles: Iterable[Article], question: Question) -> set[str]:
        """Returns the ids of the articles about the topic.

        They are the first cited article, articles with most words of the topic, and articles that have a rare name in common with it.
        """
        weights = self._term_weights(replace(question, text=topic.text))
        names = self._rare_names(topic)
        related = {
            article.id
            for article in articles
            if (stems := article_stems(article, weights.language))
            and (weights.coverage(stems) >= _MIN_RELATEDNESS or any(name <= stems for name in names))
        }
        return related.union(topic.article_ids[-1:])

    def _rare_names(self, topic: Topic) -> list[frozenset[str]]:
        """Returns two neighbouring words of each name of the topic that few articles have, as stems."""
        runs = names_as_stems(topic.text)
        frequencies = self._catalog.document_frequencies({word for run in runs for word in run})
        return [frozenset(pair.split(" ")) for pair in rare_names(runs, frequencies, self._catalog.counts()[1])]

    def _related(self, evidence: Evidence, topic: Topic, question: Question) -> Evidence:
        """Returns the passages of articles about the topic only; all if none is about it."""
        related_ids = self._related_ids(topic, _articles(evidence.hits), question)
        related = tuple(hit for hit in evidence.hits if hit.article.id in related_ids)
        return Evidence(related) if related else evidence

    def _term_weights(self, question: Question) -> TermWeights:
        return TermWeights(question, self._catalog.document_frequencies(question.stems), self._catalog.counts()[1])

    def _readings(
        self, question: Question, analysis: FollowUpAnalysis, turns: Sequence[PastTurn]
    ) -> Iterator[_Reading]:
        """Yields the readings of a follow-up; of two that are equally confident, the earlier one is used."""
        rewrite = rewrite_analysed(analysis)
        standalone = rewrite.text if rewrite.is_natural else _about_summarised_article(question.text, turns[-1])
        if standalone != question.text:
            standalone = _without_connective(standalone)
        if self._rewriter is not None:
            model_rewrite = self._rewriter(question.text, rewrite.text, turns)
            if model_rewrite not in (question.text, rewrite.text):
                yield _Reading(model_rewrite, model_rewrite, stands_alone=True)
                standalone = model_rewrite
        completed = complete_fragment(question.text, turns[-1].question, analysis.names.known_words)
        if completed is not None:
            yield _Reading(completed, standalone)
            return
        about_thing = rewrite_about_thing(analysis)
        if about_thing is not None:
            about_thing = _without_connective(about_thing)
            yield _Reading(about_thing, about_thing)
        if about_thing is None or turns[-1].answer:
            yield _Reading(_without_connective(question.text), standalone)
        if standalone != question.text:
            # The last question names another thing, so that a name of an earlier one is less certain.
            yield _Reading(standalone, standalone, stands_alone=about_thing is None)

    def _read(self, asked: Question, reading: _Reading, topic: Topic, hits: Evidence) -> FoundEvidence:
        read_question = replace(asked, topic=topic.name)
        evidence = self._related(hits, topic, asked)
        return FoundEvidence(
            read_question, reading.standalone, evidence, self._extractive.rank(read_question, evidence)
        )

    def _repeat(self, repeat: Repeat, question: Question, last: Answer, topic: Topic, top_k: int) -> FoundEvidence:
        """Finds the evidence for a follow-up about the last answer as a whole."""
        retrieve = self._continued_retrieval(question, topic, top_k)
        if repeat is Repeat.SPEAKER and last.statements:
            speaker = self._speaker(question, last, retrieve(last.standalone_question))
            if _is_answered(speaker):
                return speaker
        repeated = replace(question, text=last.standalone_question)
        evidence = self._related(retrieve(repeated.text), topic, question)
        if repeat is Repeat.MORE:
            evidence = without_quotes(evidence, last.citations)
        return FoundEvidence(repeated, last.standalone_question, evidence)

    def _speaker(self, question: Question, last: Answer, evidence: Evidence) -> FoundEvidence:
        """Finds the speaker in the first sentence of the last answer."""
        words = reported_words(last.statements[0].text).split()[:_MAX_REPORTED_WORDS]
        spoken = replace(question, text=f"Who said that {' '.join(words)}?")
        quoted = only_quotes(evidence, last.citations[:1])
        return FoundEvidence(spoken, question.text, quoted, self._extractive.rank(spoken, quoted))


def _is_answered(found: FoundEvidence) -> bool:
    return found.ranked is not None and found.ranked.is_answered


def _confidence(found: FoundEvidence) -> float:
    return found.ranked.confidence if found.ranked else 0.0


def _without_connective(text: str) -> str:
    """Returns a question without the "and" or "but" that only connects it to the turn before."""
    start = _CONNECTIVE.match(text)
    if start is None or start.end() == len(text):
        return text
    rest = text[start.end() :]
    return rest[0].upper() + rest[1:] if text[0].isupper() else rest


def _last_answered(answers: Sequence[Answer]) -> Answer:
    """Returns the last answer that cites an article; the last answer if none does."""
    return next((answer for answer in reversed(answers) if answer.citations), answers[-1])


def _about_summarised_article(text: str, last: PastTurn) -> str:
    """Names the article that a question refers to after a summary, which has no question to refer to."""
    return f"In “{last.titles[0]}”, {text[0].lower()}{text[1:]}" if not last.question and last.titles else text


def without_quotes(evidence: Evidence, citations: Collection[Citation]) -> Evidence:
    """Removes the sentences that citations quote."""
    return Evidence(tuple(_with_sentences(hit, citations, quoted=False) for hit in evidence.hits))


def only_quotes(evidence: Evidence, citations: Collection[Citation]) -> Evidence:
    """Removes the sentences that no citation quotes, and the passages without any."""
    hits = (_with_sentences(hit, citations, quoted=True) for hit in evidence.hits)
    return Evidence(tuple(hit for hit in hits if hit.sentences))


def _with_sentences(hit: Hit, citations: Iterable[Citation], *, quoted: bool) -> Hit:
    """Returns a hit with the sentences that are quoted, or with the others."""
    spans = [(quote.start, quote.end) for quote in citations if quote.article_id == hit.article.id]
    offset = hit.passage.start

    def is_quoted(scored: HitSentence) -> bool:
        first, last = scored.sentence.start + offset, scored.sentence.end + offset
        return any(first < end and start < last for start, end in spans)

    return replace(hit, sentences=tuple(one for one in hit.sentences if is_quoted(one) is quoted))


def _articles(hits: Iterable[Hit]) -> list[Article]:
    return list({hit.article.id: hit.article for hit in hits}.values())


def _best_coverage(weights: TermWeights, articles: Iterable[Article]) -> float:
    """Returns the largest weighted share of the question's words that one article contains."""
    return max((weights.coverage(article_stems(article, weights.language)) for article in articles), default=0.0)
