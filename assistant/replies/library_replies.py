"""Replies that need no search for an answer: about the assistant, and about its library. Where articles are named, they are cited."""

from collections.abc import Callable, Sequence
from datetime import date

from assistant.answers.answer import LIBRARY_ANSWERER, Answer, Citation, Statement
from assistant.answers.citing import cite
from assistant.conversations.conversation import Conversation
from assistant.extractive.article_summary import lead_sentence, summarise
from assistant.ingest.article import Article
from assistant.ingest.embedders import Embedder
from assistant.ingest.language.english import FUNCTION_WORDS
from assistant.ingest.language.tokens import tokenize
from assistant.ingest.library import Library
from assistant.ingest.library.lexical_query import all_of
from assistant.ingest.library.scope import Scope
from assistant.prompts import render
from assistant.questions.small_talk import Intent, SmallTalk

_SHOWN = 5
_SOURCES_SHOWN = 12
_PASSAGES_READ = 300


class LibraryReplies:
    """Says what the library holds.

    Args:
        library: The articles.
        embedder: Gives the embedder, for summaries.
    """

    def __init__(self, library: Library, embedder: Callable[[], Embedder]) -> None:
        self._catalog = library.catalog
        self._embedder = embedder

    def reply(self, said: str, talk: SmallTalk, scope: Scope, conversation: Conversation | None = None) -> Answer:
        """The reply.

        Args:
            said: The words as they were typed.
            talk: What they mean.
            scope: Only these articles are named.
            conversation: The turns before: which article "it" is.
        """
        statements, citations = self._said(talk, scope, conversation)
        days = [one.published for one in citations if one.published]
        return Answer(
            question=" ".join(said.split()),
            standalone_question=" ".join(said.split()),
            status="answered",
            text=" ".join(f"{one.text} {''.join(f'[{n}]' for n in one.citations)}".strip() for one in statements),
            statements=tuple(statements),
            citations=tuple(citations),
            as_of=scope.as_of or date.today(),
            newest_source=max(days) if days else None,
            confidence=1.0,
            answerer=LIBRARY_ANSWERER,
        )

    def _said(
        self, talk: SmallTalk, scope: Scope, conversation: Conversation | None
    ) -> tuple[list[Statement], list[Citation]]:
        count, _ = self._catalog.counts()
        match talk.intent:
            case Intent.GREETING | Intent.ABILITIES:
                return _plain(render(f"talk_{talk.intent.value}", articles=count)), []
            case Intent.THANKS | Intent.FAREWELL:
                return _plain(render(f"talk_{talk.intent.value}")), []
        if not count:
            return _plain(render("talk_no_articles")), []
        match talk.intent:
            case Intent.COUNT:
                return _plain(self._how_many(count)), []
            case Intent.SOURCES:
                return _plain(self._sources()), []
            case Intent.NEWEST:
                newest = self._articles([one.id for one in self._catalog.newest(_SHOWN, scope)])
                return _listed(render("talk_newest", shown=len(newest), articles=count), newest)
            case Intent.ABOUT:
                return self._about(talk.topic, scope)
            case _:
                return self._summary(talk, scope, conversation)

    def _how_many(self, count: int) -> str:
        days = self._catalog.first_and_last_day()
        return render("talk_count", articles=count, sources=len(self._catalog.sources()), days=days)

    def _sources(self) -> str:
        sources = self._catalog.sources()
        return render("talk_sources", sources=sources[:_SOURCES_SHOWN], more=max(0, len(sources) - _SOURCES_SHOWN))

    def _about(self, topic: str, scope: Scope) -> tuple[list[Statement], list[Citation]]:
        found, is_all = self._speaking_of(topic, scope)
        if not found:
            return _plain(render("talk_about_none", topic=topic)), []
        shown = found[:_SHOWN]
        head = render("talk_about", topic=topic, shown=len(shown), found=len(found), at_least=not is_all)
        return _listed(head, shown)

    def _summary(
        self, talk: SmallTalk, scope: Scope, conversation: Conversation | None
    ) -> tuple[list[Statement], list[Citation]]:
        article = self._meant(talk, scope, conversation)
        if article is None:
            missing = render("talk_about_none", topic=talk.topic) if talk.topic else render("talk_which_article")
            return _plain(missing), []
        day = article.published.date() if article.published else None
        head = render("talk_summary", title=article.title, source=article.source, day=day)
        citations = [
            cite(number, article, one.start, one.end, 1.0)
            for number, one in enumerate(summarise(article, self._embedder()), 1)
        ]
        quoted = [Statement(text=one.quote, citations=(one.number,), supported=True) for one in citations]
        return [*_plain(head), *quoted], citations

    def _meant(self, talk: SmallTalk, scope: Scope, conversation: Conversation | None) -> Article | None:
        """The article to be summarised."""
        if talk.points_back:
            cited = (
                [turn.citations[0].article_id for turn in conversation.turns if turn.citations] if conversation else []
            )
            return self._catalog.article(cited[-1]) if cited else None
        if talk.topic:
            return next(iter(self._speaking_of(talk.topic, scope)[0]), None)
        return next(iter(self._articles([one.id for one in self._catalog.newest(1, scope)])), None)

    def _speaking_of(self, topic: str, scope: Scope) -> tuple[list[Article], bool]:
        """(the articles with a passage that holds every word of the topic, the best first; whether these are all)."""
        found = list(dict.fromkeys(tokenize(topic)))
        words = [word for word in found if word not in FUNCTION_WORDS] or found
        if not words:
            return [], True
        numbers = [number for number, _ in self._catalog.search_words(all_of(words), _PASSAGES_READ, scope)]
        articles = {stored.article.id: stored.article for stored in self._catalog.passages(numbers)}
        return list(articles.values()), len(numbers) < _PASSAGES_READ

    def _articles(self, article_ids: Sequence[str]) -> list[Article]:
        found = (self._catalog.article(one) for one in article_ids)
        return [article for article in found if article is not None]


def _plain(text: str) -> list[Statement]:
    """The lines of a text, which stand by themselves: they speak of the library, not of what an article says."""
    return [Statement(text=line, citations=(), supported=True) for line in text.splitlines() if line.strip()]


def _listed(head: str, articles: Sequence[Article]) -> tuple[list[Statement], list[Citation]]:
    """A line above some articles, each cited with its first sentence."""
    citations = []
    for number, article in enumerate(articles, 1):
        lead = lead_sentence(article)
        citations.append(cite(number, article, lead.start, lead.end, 1.0))
    return [Statement(text=head, citations=tuple(one.number for one in citations), supported=True)], citations
