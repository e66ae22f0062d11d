"""Selects the questions to suggest: from articles or from a language model, if the articles answer them."""

import logging
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import islice, zip_longest

from assistant.answers.answer import Answer
from assistant.extractive.answerer import ExtractiveAnswerer
from assistant.generative.errors import LLMError
from assistant.ingest.article import Article
from assistant.ingest.language.content_words import content_stems
from assistant.ingest.language.proper_names import words_of_names
from assistant.ingest.language.sentences import split_sentences, story_start
from assistant.ingest.library import Library
from assistant.ingest.library.scope import Scope
from assistant.questions.question import parse_question
from assistant.questions.small_talk import parse_small_talk
from assistant.replies.library_replies import LibraryReplies
from assistant.replies.suggestions.llm_suggestions import LLMSuggestions
from assistant.replies.suggestions.question_wording import questions_about_names, questions_from
from assistant.retrieval.retriever import Retriever

_MAX_SENTENCES = 40  # per article
_MAX_ARTICLES = 3
_MAX_CANDIDATES = 3  # of the questions from articles, because each costs as much as answering it
_QUESTIONS_PER_ARTICLE = 2
_PASSAGES = 5
_DUPLICATE_SHARE = 0.6
_log = logging.getLogger(__name__)

Candidate = tuple[str, str | None]
"""(question, id of the article that must answer it; None for any)"""


class Suggester:
    """Finds questions that the assistant can answer.

    Args:
        library: The articles.
        retriever: Finds passages.
        extractive: Gives the confidence that they answer a question.
        replies: Summarises articles.
        llm_suggestions: A language model that writes questions; None to use only questions from articles.
    """

    def __init__(
        self,
        library: Library,
        retriever: Retriever,
        extractive: ExtractiveAnswerer,
        replies: LibraryReplies,
        llm_suggestions: LLMSuggestions | None = None,
    ) -> None:
        self._catalog = library.catalog
        self._retriever = retriever
        self._extractive = extractive
        self._replies = replies
        self._llm_suggestions = llm_suggestions

    def next_questions(self, answer: Answer, limit: int, scope: Scope) -> list[str]:
        """Returns questions about the articles that an answer cites or names as nearest, without those it answers already.

        Args:
            answer: The answer.
            limit: The maximum number.
            scope: Only articles in this scope answer them.
        """
        earlier = [answer.question, answer.standalone_question]
        from_model: list[Candidate] = [(question, None) for question in self._model_questions(answer)]
        selected = self._select(from_model, earlier, scope, limit)
        from_articles = self._article_questions(answer)
        return selected + self._select(from_articles, [*earlier, *selected], scope, limit - len(selected))

    def first_questions(self, limit: int, scope: Scope) -> list[str]:
        """Returns a question from each of the newest articles, one per story. If these are too few, adds requests for summaries."""
        selected: list[str] = []
        summaries: list[str] = []
        stories: set[int | None] = set()
        for summary in self._catalog.newest(limit * _MAX_CANDIDATES, scope):
            article = self._catalog.article(summary.id)
            if len(selected) == limit or article is None or summary.story in stories:
                continue
            stories.add(summary.story)
            questions = islice(_questions_of(article, ()), _QUESTIONS_PER_ARTICLE)
            new = self._select(((question, article.id) for question in questions), selected, scope, 1)
            selected += new
            if not new and len(summaries) < limit:
                summaries += self._summary_request(article, scope)
        return [*selected, *summaries][:limit]

    def _summary_request(self, article: Article, scope: Scope) -> list[str]:
        """Returns the request for a summary of an article, if the reply to it summarises that article."""
        request = f"Summarise the article called “{article.title}”"
        small_talk = parse_small_talk(request)
        if small_talk is None:
            return []
        citations = self._replies.reply(request, small_talk, scope).citations
        return [request] if citations and citations[0].article_id == article.id else []

    def _model_questions(self, answer: Answer) -> list[str]:
        """Returns the questions of the language model; none if there is no model, or it fails."""
        model = self._llm_suggestions
        if model is None or not answer.citations or not model.is_fast_enough(answer):
            return []
        try:
            return model.questions(answer)
        except LLMError as error:
            _log.warning("questions are suggested without the language model: %s", error)
            return []

    def _article_questions(self, answer: Answer) -> Iterator[Candidate]:
        """Yields questions of the cited or nearest articles, one of each article in turn."""
        article_ids = dict.fromkeys(near.article_id for near in answer.citations or answer.related)
        articles = [
            article
            for article_id in list(article_ids)[:_MAX_ARTICLES]
            if (article := self._catalog.article(article_id)) is not None
        ]
        quotes = [citation.quote for citation in answer.citations]
        by_article = [[(question, article.id) for question in _questions_of(article, quotes)] for article in articles]
        rounds = zip_longest(*by_article)
        candidates = (candidate for candidate_round in rounds for candidate in candidate_round if candidate)
        yield from islice(candidates, _MAX_CANDIDATES)

    def _select(self, candidates: Iterable[Candidate], earlier: Sequence[str], scope: Scope, limit: int) -> list[str]:
        """Selects the candidates that repeat no earlier question and that the articles answer."""
        selected: list[str] = []
        for question, article_id in candidates:
            if len(selected) >= limit:
                break
            is_duplicate = any(_is_duplicate(question, other) for other in (*earlier, *selected))
            if not is_duplicate and self._is_answered(question, scope, article_id):
                selected.append(question)
        return selected

    def _is_answered(self, text: str, scope: Scope, article_id: str | None) -> bool:
        """Checks whether the best sentence answers a question, and belongs to the given article."""
        question = parse_question(text, scope.as_of or date.today(), scope=scope)
        ranked = self._extractive.rank(question, self._retriever.retrieve(question, _PASSAGES))
        if not ranked.is_answered:
            return False
        return article_id is None or ranked.sentences[0].hit.article.id == article_id


def _questions_of(article: Article, quotes: Sequence[str]) -> Iterator[str]:
    """Yields the questions that an article's sentences answer, without sentences that were quoted already."""
    sentences = split_sentences(article.text, article.language)[:_MAX_SENTENCES]
    texts = [
        article.text[story_start(article.text, sentence) : sentence.end]
        for sentence in sentences
        if not sentence.is_heading
    ]
    names = words_of_names(texts)
    for text in texts:
        if not any(text in quote or quote in text for quote in quotes):
            yield from questions_from(text, names)
    yield from questions_about_names(texts)


def _is_duplicate(question: str, other: str) -> bool:
    stems, other_stems = set(content_stems(question)), set(content_stems(other))
    return len(stems & other_stems) >= _DUPLICATE_SHARE * min(len(stems), len(other_stems))
