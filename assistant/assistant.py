"""The public Python API: opens a library, ingests articles, answers questions."""

from collections.abc import AsyncGenerator, Collection, Generator
from contextlib import aclosing
from datetime import date, timedelta
from functools import cached_property, partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from assistant.answers.answer import Answer, AnswerEvent, Event, Evidence
from assistant.components.answer_history import AnswerHistory, answer_history
from assistant.components.article_methods import ArticleMethods
from assistant.components.async_methods import async_twin, iterate_in_threads
from assistant.components.ingestion import store_articles
from assistant.components.models import LoadedModels
from assistant.components.question_answering import QuestionAnswering
from assistant.conversations.conversation import Conversation
from assistant.generative.model_spec import parse_model_spec
from assistant.ingest.embedders import Embedder
from assistant.ingest.errors import UsageError
from assistant.ingest.library import Library
from assistant.ingest.library.scope import Scope
from assistant.questions.scope import question_scope
from assistant.settings import Settings, load_settings, servers_of

if TYPE_CHECKING:
    from assistant.briefing import Briefing
    from assistant.following import Following
    from assistant.standing_questions import StandingQuestions
    from assistant.stories import Stories

_HISTORY_PASSAGES = 40


class Assistant(ArticleMethods):
    """Answers questions from the articles of one library. Safe to use from several threads.

    Create it with `Assistant.open`. Use it in a `with` or an `async with` statement, or call `close`.

    Each method that waits has an async twin, which runs it in a thread: `aask`, `aingest` and so on.

    Attributes:
        settings: The settings in use.
        library: The articles, passages and indexes.
        extractive: The answerer that quotes.
        answerer: The answerer in use: a language model if one is set, else `extractive`.
    """

    def __init__(self, settings: Settings, library: Library, embedder: Embedder | None = None) -> None:
        super().__init__(settings, library, LoadedModels(library, settings.embedder, embedder, settings.qa_model))
        self._questions = QuestionAnswering(library, self._models, settings)
        self.extractive = self._questions.extractive
        self.answerer = self._questions.answerer

    @classmethod
    def open(
        cls,
        library: str | Path | None = None,
        *,
        settings: Settings | None = None,
        create: bool = True,
        embedder: str | Embedder | None = None,
    ) -> "Assistant":
        """Opens a library; creates it if it is missing.

        Args:
            library: The library's folder. Default: the folder or the servers in the settings.
            settings: All settings. Default: read from the environment and `assistant.toml`.
            create: Create the library if it is missing.
            embedder: The embedder, by name or as an object. Default: the embedder in the settings, or of the library.

        Raises:
            LibraryError: If the library cannot be opened, or is missing and `create` is false.
            EmbedderMismatchError: If the library was made with another embedder.
            UsageError: If the setting `llm` does not name a language model.
        """
        embedder_object = None if isinstance(embedder, str) else embedder
        embedder_name = embedder if isinstance(embedder, str) else embedder.name if embedder else None
        settings = settings or load_settings(library=library, embedder=embedder_name)
        if library is not None:
            settings = settings.in_folder(Path(library))
        if embedder_name is not None:
            settings = settings.model_copy(update={"embedder": embedder_name})
        for setting in filter(None, (settings.llm, settings.llm_fast)):
            parse_model_spec(setting)  # reports a mistake in the setting before anything is opened
        opened = Library(settings.library, create, settings.exact_limit, servers_of(settings))
        try:
            if settings.embedder:
                opened.require_embedder(settings.embedder)
        except BaseException:
            opened.close()
            raise
        return cls(settings, opened, embedder_object)

    def __enter__(self) -> "Assistant":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    async def __aenter__(self) -> "Assistant":
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    def close(self) -> None:
        """Releases files and memory."""
        self._questions.close()
        self.library.close()

    @cached_property
    def following(self) -> "Following":
        """The feeds, sites, pages and folders that the library follows."""
        from assistant.following import Following

        return Following(
            self.library,
            self.settings,
            partial(store_articles, self.library, self._models, self.settings),
            memory=self._document_memory,
        )

    @cached_property
    def standing_questions(self) -> "StandingQuestions":
        """The questions that are asked again when articles arrive."""
        from assistant.standing_questions import StandingQuestions
        from assistant.standing_questions.webhook import Webhook

        settings, webhook = self.settings, None
        if settings.webhook_url is not None:
            secret = settings.webhook_secret.get_secret_value() if settings.webhook_secret else ""
            webhook = Webhook(settings.webhook_url, secret)
        return StandingQuestions(
            self.library,
            self.ask,
            self.extractive,
            lambda question: self._models.embedder().embed_question(question),
            webhook,
        )

    @cached_property
    def stories(self) -> "Stories":
        """The articles grouped by event."""
        from assistant.stories import Stories

        return Stories(self.library)

    # Questions

    def ask(
        self,
        question: str,
        *,
        as_of: date | None = None,
        top_k: int | None = None,
        conversation: Conversation | None = None,
        sources: Collection[str] = (),
        story: str | None = None,
    ) -> Answer:
        """Answers a question from the articles, with citations. If the articles do not contain the answer, the answer says so.

        Args:
            question: Any question.
            as_of: The day of the question. Articles published later are not evidence. Default: today.
            top_k: The number of passages that the answer is made from.
            conversation: The earlier turns, which complete a follow-up question. This turn is added to it.
            sources: The publications whose articles are evidence, in upper or lower case. Default: all.
            story: The id of an article: only articles of its story are evidence. Default: all.

        Raises:
            UsageError: If the question is empty or too long, a publication has no articles, or there is no article `story`.
        """
        *_, last = self.stream(
            question, as_of=as_of, top_k=top_k, conversation=conversation, sources=sources, story=story
        )
        assert isinstance(last, AnswerEvent)
        return last.answer

    def stream(
        self,
        question: str,
        *,
        as_of: date | None = None,
        top_k: int | None = None,
        conversation: Conversation | None = None,
        sources: Collection[str] = (),
        story: str | None = None,
    ) -> Generator[Event, None, None]:
        """Answers like `ask`, in events: the evidence, the tokens of a language model, each statement, and last the whole answer.

        Small talk ("hello", "what is new?") has no evidence event. Closing the generator stops a language model that is writing.
        """
        yield from self._questions.stream(question, self._scope(as_of, sources, story), top_k, conversation)

    def search(
        self,
        question: str,
        *,
        as_of: date | None = None,
        top_k: int | None = None,
        conversation: Conversation | None = None,
        sources: Collection[str] = (),
        story: str | None = None,
    ) -> Evidence:
        """Returns only the passages, best first; see `ask`."""
        return self._questions.search(question, self._scope(as_of, sources, story), top_k, conversation)

    def history(
        self,
        question: str,
        *,
        as_of: date | None = None,
        sources: Collection[str] = (),
        story: str | None = None,
    ) -> AnswerHistory:
        """Shows how the answer to a question changed as articles appeared: it is asked as of each day with an article about it.

        Args:
            question: A question that stands alone.
            as_of: The last day; later articles are not evidence. Default: today.
            sources: The publications whose articles are evidence, in upper or lower case. Default: all.
            story: The id of an article: only articles of its story are evidence. Default: all.

        Raises:
            UsageError: If the question is empty or too long, a publication has no articles, or there is no article `story`.
        """
        evidence = self.search(question, as_of=as_of, top_k=_HISTORY_PASSAGES, sources=sources, story=story)
        return answer_history(
            question, evidence, lambda day: self.ask(question, as_of=day, sources=sources, story=story)
        )

    def suggest(
        self,
        answer: Answer,
        limit: int = 3,
        *,
        as_of: date | None = None,
        sources: Collection[str] = (),
        story: str | None = None,
    ) -> list[str]:
        """Suggests questions to ask after an answer. The articles answer each of them.

        The questions are taken from the articles that the answer is about. If a language model is set, it writes some, for a few seconds at most.

        Args:
            answer: The answer.
            limit: The largest number of questions; there may be none.
            as_of: The day of the questions; see `ask`. Default: the day of the answer.
            sources: The publications whose articles answer the questions, in upper or lower case. Default: all.
            story: The id of an article: only articles of its story are evidence. Default: all.

        Raises:
            UsageError: If a publication has no articles, or there is no article `story`.
        """
        return self._questions.suggester().next_questions(
            answer, limit, self._scope(as_of or answer.as_of, sources, story)
        )

    def first_questions(
        self,
        limit: int = 4,
        as_of: date | None = None,
        *,
        sources: Collection[str] = (),
        story: str | None = None,
    ) -> list[str]:
        """Suggests questions to begin with. Each is taken from one of the newest articles, which answers it.

        Args:
            limit: The largest number of questions; there may be none.
            as_of: The day of the questions. Default: today.
            sources: The publications whose articles answer the questions, in upper or lower case. Default: all.
            story: The id of an article: only articles of its story are evidence. Default: all.

        Raises:
            UsageError: If a publication has no articles, or there is no article `story`.
        """
        return self._questions.suggester().first_questions(limit, self._scope(as_of, sources, story))

    def _scope(self, as_of: date | None, sources: Collection[str], story: str | None) -> Scope:
        number = None if story is None else self.stories.number_of(story)
        return question_scope(self.library.catalog, as_of, sources, number)

    def briefing(
        self, since: date | None = None, until: date | None = None, *, topic: str = "", limit: int = 10
    ) -> "Briefing":
        """Returns the stories of the last days, largest first, each with its central sentence as a quote.

        Args:
            since: The first day. Default: the day before `until`.
            until: The last day. Default: today.
            topic: Only articles about this. Default: all.
            limit: The largest number of stories.

        Raises:
            UsageError: If the first day is after the last one.
        """
        from assistant.briefing import make_briefing

        until = until or date.today()
        since = since or until - timedelta(days=1)
        if since > until:
            raise UsageError(f"a briefing begins before it ends: {since} is after {until}")
        return make_briefing(
            self.library,
            self.stories,
            since,
            until,
            topic,
            limit,
            lambda text: self._models.embedder().embed_question(text),
        )

    # Async twins

    aclose = async_twin(close)
    aask = async_twin(ask)
    asearch = async_twin(search)
    ahistory = async_twin(history)
    asuggest = async_twin(suggest)
    afirst_questions = async_twin(first_questions)
    abriefing = async_twin(briefing)

    async def astream(
        self,
        question: str,
        *,
        as_of: date | None = None,
        top_k: int | None = None,
        conversation: Conversation | None = None,
        sources: Collection[str] = (),
        story: str | None = None,
    ) -> AsyncGenerator[Event, None]:
        """Runs `stream`, each step in a thread. Closing or cancelling it stops a language model and waits for the running step."""
        events = self.stream(
            question, as_of=as_of, top_k=top_k, conversation=conversation, sources=sources, story=story
        )
        async with aclosing(iterate_in_threads(events)) as events_in_threads:
            async for event in events_in_threads:
                yield event
