"""Replies about the assistant and its library: counts, sources, newest articles, articles about a topic, summaries."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from assistant.answers.answer import LIBRARY_ANSWERER, Answer, Citation, Statement
from assistant.answers.citing import cite
from assistant.answers.draft import statement_text
from assistant.briefing import BriefedStory, make_briefing
from assistant.conversations.conversation import Conversation
from assistant.extractive.article_summary import lead_sentence, summarise
from assistant.ingest.article import Article
from assistant.ingest.embedders import Embedder
from assistant.ingest.language.content_words import content_words_or_all
from assistant.ingest.language.detection import question_language
from assistant.ingest.language.languages import QUESTION_LANGUAGES, language_of
from assistant.ingest.library import Library
from assistant.ingest.library.lexical_query import all_of
from assistant.ingest.library.scope import Scope
from assistant.prompts import render
from assistant.prompts.wording import day_range, long_date
from assistant.questions.small_talk import Intent, SmallTalk
from assistant.questions.time_range import DateRange
from assistant.stories import Stories

_MAX_ARTICLES = 5
_MAX_SOURCES = 12
_MAX_PASSAGES = 300
_NEXT_DAY = timedelta(days=1)  # newspapers report on the day after

Reply = tuple[list[Statement], list[Citation]]


class LibraryReplies:
    """Replies to small talk and to questions about the library.

    Args:
        library: The articles.
        embedder: Returns the embedder, for summaries.
    """

    def __init__(self, library: Library, embedder: Callable[[], Embedder]) -> None:
        self._library = library
        self._catalog = library.catalog
        self._embedder = embedder

    def reply(self, text: str, small_talk: SmallTalk, scope: Scope, conversation: Conversation | None = None) -> Answer:
        """Returns the reply as an answer.

        Args:
            text: The user's words.
            small_talk: Their meaning.
            scope: Only articles in this scope are named.
            conversation: The turns before, which tell the article that "it" refers to.
        """
        statements, citations = self._reply(small_talk, scope, conversation)
        days = [citation.published for citation in citations if citation.published]
        question = " ".join(text.split())
        return Answer(
            question=question,
            standalone_question=question,
            status="answered",
            text=" ".join(map(statement_text, statements)),
            statements=tuple(statements),
            citations=tuple(citations),
            as_of=scope.as_of or date.today(),
            newest_source=max(days) if days else None,
            confidence=1.0,
            answerer=LIBRARY_ANSWERER,
        )

    def _reply(self, small_talk: SmallTalk, scope: Scope, conversation: Conversation | None) -> Reply:
        article_count, _ = self._catalog.counts()
        match small_talk.intent:
            case Intent.GREETING | Intent.ABILITIES:
                return _uncited(render(f"talk_{small_talk.intent.value}", articles=article_count)), []
            case Intent.THANKS | Intent.FAREWELL:
                return _uncited(render(f"talk_{small_talk.intent.value}")), []
        if not article_count:
            return _uncited(render("talk_no_articles")), []
        match small_talk.intent:
            case Intent.COUNT:
                return _uncited(self._count_text(article_count)), []
            case Intent.SOURCES:
                return _uncited(self._sources_text()), []
            case Intent.NEWEST:
                articles = self._newest(_MAX_ARTICLES, scope)
                return _article_list(render("talk_newest", shown=len(articles), articles=article_count), articles)
            case Intent.NEWS if small_talk.time is not None:
                return self._news(small_talk.time, scope)
            case Intent.ABOUT:
                return self._articles_about(small_talk.topic, scope)
            case _:
                return self._summary(small_talk, scope, conversation)

    def _count_text(self, article_count: int) -> str:
        days = self._catalog.first_and_last_day()
        return render("talk_count", articles=article_count, sources=len(self._catalog.sources()), days=days)

    def _sources_text(self) -> str:
        sources = self._catalog.sources()
        return render("talk_sources", sources=sources[:_MAX_SOURCES], more=max(0, len(sources) - _MAX_SOURCES))

    def _articles_about(self, topic: str, scope: Scope) -> Reply:
        articles, is_complete = self._find_articles(topic, scope)
        if not articles:
            return _uncited(render("talk_about_none", topic=topic)), []
        shown = articles[:_MAX_ARTICLES]
        heading = render("talk_about", topic=topic, shown=len(shown), found=len(articles), at_least=not is_complete)
        return _article_list(heading, shown)

    def _news(self, time: DateRange, scope: Scope) -> Reply:
        """Quotes the central sentence of each of the largest stories of some days."""
        today = scope.as_of or date.today()
        last = min(today, time.last + _NEXT_DAY) if time.only_day else min(today, time.last)
        first = min(time.first, last)
        days = day_range(first, last)
        briefing = make_briefing(self._library, Stories(self._library), first, last, limit=_MAX_ARTICLES, scope=scope)
        if not briefing.stories:
            articles = self._newest(_MAX_ARTICLES, scope)
            return _article_list(render("talk_no_news", days=days, shown=len(articles)), articles)
        heading = render("talk_news", days=days, shown=len(briefing.stories), stories=briefing.story_count)
        quotes = [story.quote for story in briefing.stories]
        return [*_uncited(heading), *map(_news_statement, briefing.stories)], quotes

    def _summary(self, small_talk: SmallTalk, scope: Scope, conversation: Conversation | None) -> Reply:
        article = self._article_to_summarise(small_talk, scope, conversation)
        if article is None:
            topic = small_talk.topic
            return _uncited(render("talk_about_none", topic=topic) if topic else render("talk_which_article")), []
        day = article.published.date() if article.published else None
        heading = render("talk_summary", title=article.title, source=article.source, day=day)
        citations = [
            cite(number, article, sentence.start, sentence.end, 1.0)
            for number, sentence in enumerate(summarise(article, self._embedder()), 1)
        ]
        quotes = [
            Statement(text=citation.quote, citations=(citation.number,), supported=True) for citation in citations
        ]
        return [*_uncited(heading), *quotes], citations

    def _article_to_summarise(
        self, small_talk: SmallTalk, scope: Scope, conversation: Conversation | None
    ) -> Article | None:
        if small_talk.points_back:
            turns = conversation.turns if conversation else []
            cited_ids = [turn.citations[0].article_id for turn in turns if turn.citations]
            return self._catalog.article(cited_ids[-1]) if cited_ids else None
        if small_talk.topic:
            return next(iter(self._find_articles(small_talk.topic, scope)[0]), None)
        return next(iter(self._newest(1, scope)), None)

    def _find_articles(self, topic: str, scope: Scope) -> tuple[list[Article], bool]:
        """Finds articles by their words.

        Returns:
            The articles with a passage that contains every content word of the topic, the best first; and whether these are all.
        """
        language = language_of(question_language(topic, QUESTION_LANGUAGES))
        words = list(dict.fromkeys(content_words_or_all(topic, language)))
        if not words:
            return [], True
        numbers = [number for number, _ in self._catalog.search_bm25(all_of(words, language.tag), _MAX_PASSAGES, scope)]
        articles = {stored.article.id: stored.article for stored in self._catalog.passages(numbers)}
        return list(articles.values()), len(numbers) < _MAX_PASSAGES

    def _newest(self, limit: int, scope: Scope) -> list[Article]:
        articles = (self._catalog.article(summary.id) for summary in self._catalog.newest(limit, scope))
        return [article for article in articles if article is not None]


def _uncited(text: str) -> list[Statement]:
    """Makes a statement of each line. They need no citation, because they are about the library and not about an article's content."""
    return [Statement(text=line, citations=(), supported=True) for line in text.splitlines() if line.strip()]


def _news_statement(story: BriefedStory) -> Statement:
    label = long_date(story.quote.published) if story.quote.published else ""
    return Statement(text=story.quote.quote, citations=(story.quote.number,), supported=True, label=label)


def _article_list(heading: str, articles: Sequence[Article]) -> Reply:
    """Makes a heading that cites the first sentence of each article."""
    citations = []
    for number, article in enumerate(articles, 1):
        lead = lead_sentence(article)
        citations.append(cite(number, article, lead.start, lead.end, 1.0))
    numbers = tuple(citation.number for citation in citations)
    return [Statement(text=heading, citations=numbers, supported=True)], citations
