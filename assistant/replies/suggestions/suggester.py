"""Which questions are suggested: taken from articles, or written by a language model; kept if the articles answer them."""

import logging
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import islice, zip_longest

from assistant.answers.answer import Answer
from assistant.extractive.answerer import ExtractiveAnswerer
from assistant.extractive.fitted_weights import ANSWER_THRESHOLD
from assistant.facts.capitalised_names import capitalised
from assistant.generative.errors import LLMError
from assistant.ingest.article import Article
from assistant.ingest.language.content_words import content_stems
from assistant.ingest.language.sentences import split_sentences, story_start
from assistant.ingest.library import Library
from assistant.ingest.library.scope import Scope
from assistant.questions.question import parse_question
from assistant.questions.small_talk import parse_small_talk
from assistant.replies.library_replies import LibraryReplies
from assistant.replies.suggestions.llm_suggestions import LLMSuggestions
from assistant.replies.suggestions.question_wording import questions_about_names, questions_from
from assistant.retrieval.retriever import Retriever

_SENTENCES_READ = 40
_ARTICLES_READ = 3
_ASKED = 3  # of the questions taken from articles: each costs what answering it costs
_PASSAGES = 5
_SAME_WORDS = 0.6
_log = logging.getLogger(__name__)


class Suggester:
    """Finds questions that the assistant can answer.

    Args:
        library: The articles.
        retriever: Finds passages.
        extractive: Says how sure they answer.
        talk: Summarises articles.
        model: A language model that writes questions; None for those taken from the articles alone.
    """

    def __init__(
        self,
        library: Library,
        retriever: Retriever,
        extractive: ExtractiveAnswerer,
        talk: LibraryReplies,
        model: LLMSuggestions | None = None,
    ) -> None:
        self._catalog = library.catalog
        self._retriever = retriever
        self._extractive = extractive
        self._talk = talk
        self._model = model

    def after(self, answer: Answer, limit: int, scope: Scope) -> list[str]:
        """Questions that follow up on an answer: about the articles that it cites or names as nearest, and not what it has said already.

        Args:
            answer: The answer.
            limit: How many, at most.
            scope: Only these articles answer them.
        """
        asked = [answer.question, answer.standalone_question]
        kept = self._kept(((one, None) for one in self._written(answer)), asked, scope, limit)
        return kept + self._kept(self._from_cited(answer), [*asked, *kept], scope, limit - len(kept))

    def first(self, scope: Scope, limit: int) -> list[str]:
        """A question from each of the newest articles, one a story, to begin with; where they give too few, summaries of the others."""
        kept: list[str] = []
        summaries: list[str] = []
        stories: set[int | None] = set()
        for listed in self._catalog.newest(limit * _ASKED, scope):
            article = self._catalog.article(listed.id)
            if len(kept) == limit or article is None or listed.story in stories:
                continue
            stories.add(listed.story)
            wanted = ((question, article.id) for question in islice(_questions_of(article, ()), 2))
            found = self._kept(wanted, kept, scope, 1)
            kept += found
            if not found and len(summaries) < limit:
                summaries += self._summary_of(article, scope)
        return [*kept, *summaries][:limit]

    def _summary_of(self, article: Article, scope: Scope) -> list[str]:
        """The question for a summary of an article, where that is what it gets."""
        question = f"Summarise the article called “{article.title}”"
        talk = parse_small_talk(question)
        if talk is None:
            return []
        cited = self._talk.reply(question, talk, scope).citations
        return [question] if cited and cited[0].article_id == article.id else []

    def _written(self, answer: Answer) -> list[str]:
        """What the language model suggests; nothing where there is none, or it fails."""
        if self._model is None or not answer.citations or not self._model.is_quick_enough(answer):
            return []
        try:
            return self._model.questions(answer)
        except LLMError as error:
            _log.warning("questions are suggested without the language model: %s", error)
            return []

    def _from_cited(self, answer: Answer) -> Iterator[tuple[str, str]]:
        """Questions of the cited or nearest articles, a question of each in turn, with the article that is to answer."""
        near = answer.citations or answer.related
        cited = list(dict.fromkeys(one.article_id for one in near))[:_ARTICLES_READ]
        quotes = [one.quote for one in answer.citations]
        articles = [found for one in cited if (found := self._catalog.article(one)) is not None]
        sources = [(article, _questions_of(article, quotes)) for article in articles]
        in_turn = zip_longest(*([(question, article.id) for question in questions] for article, questions in sources))
        yield from islice((one for each in in_turn for one in each if one is not None), _ASKED)

    def _kept(self, wanted: Iterable[tuple[str, str | None]], asked: list[str], scope: Scope, limit: int) -> list[str]:
        kept: list[str] = []
        for question, article_id in wanted:
            if len(kept) >= limit:
                break
            if not any(_same(question, one) for one in (*asked, *kept)) and self._is_answered(
                question, scope, article_id
            ):
                kept.append(question)
        return kept

    def _is_answered(self, question: str, scope: Scope, article_id: str | None) -> bool:
        """Whether the best sentence found answers it, and is of that article where one is named."""
        asked = parse_question(question, scope.as_of or date.today(), sources=scope.sources)
        ranked = self._extractive.rank(asked, self._retriever.retrieve(asked, _PASSAGES))
        if ranked.confidence < ANSWER_THRESHOLD:
            return False
        return article_id is None or ranked.sentences[0].hit.article.id == article_id


def _questions_of(article: Article, said: Iterable[str]) -> Iterator[str]:
    """The questions that an article's sentences answer, those that were quoted already left out."""
    quoted = list(said)
    sentences = [one for one in split_sentences(article.text, article.language)[:_SENTENCES_READ] if not one.is_heading]
    texts = [article.text[story_start(article.text, one) : one.end] for one in sentences]
    names = capitalised(texts)
    for text in texts:
        if not any(text in quote or quote in text for quote in quoted):
            yield from questions_from(text, names)
    yield from questions_about_names(texts)


def _same(one: str, other: str) -> bool:
    words, others = set(content_stems(one)), set(content_stems(other))
    return len(words & others) >= _SAME_WORDS * min(len(words), len(others))
