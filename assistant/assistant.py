"""The assistant as other programs use it: open a library, put articles in, ask."""

import threading
from collections.abc import AsyncGenerator, Callable, Collection, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from assistant.answers.answer import Answer, AnswerEvent, Event, Evidence, EvidenceEvent, StatementEvent
from assistant.answers.answerer import Answerer
from assistant.answers.draft import AnswerDraft, StageTimer, finish_answer
from assistant.conversations.conversation import Conversation, past_turns
from assistant.extractive.answerer import ExtractiveAnswerer
from assistant.extractive.qa_model import QAModel
from assistant.generative.cancellation import CancellationToken
from assistant.generative.model_spec import parse_model_spec
from assistant.ingest.article import Article
from assistant.ingest.chunk import PassageSize
from assistant.ingest.embedders import DEFAULT_EMBEDDER, Embedder, open_embedder
from assistant.ingest.errors import UsageError
from assistant.ingest.library import ArticleSummary, Library
from assistant.ingest.library.scope import Scope
from assistant.ingest.report import IngestProgress, IngestReport, Silent
from assistant.prompts import Prompts
from assistant.questions.question import Question, parse_question
from assistant.questions.scope import question_scope
from assistant.questions.small_talk import Intent, SmallTalk, parse_small_talk
from assistant.replies.library_replies import LibraryReplies
from assistant.retrieval.reranking import CrossEncoderReranker
from assistant.retrieval.retriever import Retriever
from assistant.settings import Settings, load_settings, servers_of

if TYPE_CHECKING:
    from assistant.ingest.embedders.minilm import MiniLMEmbedder
    from assistant.ingest.readers.contract import ReadArticle, ReadFailure
    from assistant.ingest.sources import ReadDocuments, Source
    from assistant.llm_components import LLMComponents
    from assistant.replies.suggestions import Suggester

_MAX_TOP_K = 200

P = ParamSpec("P")
T = TypeVar("T")


class Assistant:
    """Answers questions from the articles of one library. Safe to use from several threads.

    Made by `Assistant.open`; use it in a `with` or an `async with` statement, or call `close`.
    """

    def __init__(self, settings: Settings, library: Library, embedder: Embedder | None = None) -> None:
        self.settings = settings
        self.library = library
        self._given = embedder
        self._loaded: Embedder | None = None
        self._packaged: MiniLMEmbedder | None = None
        self._loading = threading.Lock()
        reranker = CrossEncoderReranker(settings.reranker) if settings.reranker else None
        self._retriever = Retriever(library, self._embedder, reranker=reranker)
        self._reader: QAModel | None = None
        self.extractive = ExtractiveAnswerer(library, self._packaged_embedder, self._packaged_reader)
        self._prompts = Prompts(settings.prompts)
        self._roles = self._give_roles(settings.llm) if settings.llm else None
        self.answerer: Answerer = self._roles.answerer if self._roles else self.extractive

    @classmethod
    def open(
        cls,
        library: str | Path | None = None,
        *,
        settings: Settings | None = None,
        create: bool = True,
        embedder: str | Embedder | None = None,
    ) -> "Assistant":
        """Opens a library, and makes it if it is missing.

        Args:
            library: The library's folder; that of the settings, or their servers, unless given.
            settings: All settings; read from the environment and `assistant.toml` unless given.
            create: Make the library if it is missing.
            embedder: The embedder to use, by name or as an object of your own; that of the settings, or the library's own, unless given.

        Raises:
            LibraryError: If it cannot be opened, or is missing and not to be made.
            EmbedderMismatchError: If it was made with another embedder than the one asked for.
            UsageError: If the setting `llm` names no language model.
        """
        own = embedder if embedder is not None and not isinstance(embedder, str) else None
        name = own.name if own else embedder
        settings = settings or load_settings(library=library, embedder=name)
        if library is not None:
            settings = settings.in_folder(Path(library))
        if name is not None:
            settings = settings.model_copy(update={"embedder": name})
        if settings.llm is not None:
            parse_model_spec(settings.llm)  # a mistake in the setting is said before anything is opened
        opened = Library(settings.library, create, settings.exact_limit, servers_of(settings))
        try:
            if settings.embedder:
                opened.require_embedder(settings.embedder)
        except BaseException:
            opened.close()
            raise
        return cls(settings, opened, own)

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
        """Gives back files and memory."""
        if self._roles is not None:
            self._roles.llm.close()
        self.library.close()

    # Articles

    def ingest(
        self,
        sources: "Source | Iterable[Source]",
        *,
        columns: Mapping[str, str] | None = None,
        progress: IngestProgress | None = None,
        from_strangers: bool = False,
        workers: int | str | None = None,
    ) -> IngestReport:
        """Reads articles from files, folders, archives, pages and feeds into the library.

        What is unchanged is left alone, what is new or different is stored, what cannot be read is reported; the others go on.

        Args:
            sources: Paths, `http(s)` addresses and documents, or one of them.
            columns: For records: which column holds which field, such as `{"text": "body"}`.
            progress: Is told how it goes on.
            from_strangers: Whether the sources were named by somebody who may not read this computer's files and network. Paths are
                then refused, and addresses that do not lie on the public internet or on one of the `fetch_networks`.
            workers: The address of a Dask scheduler whose workers read, cut and embed, such as `tcp://host:8786`, or how many processes of
                this machine do; this one stores what they make, which is the same as without them.

        Raises:
            LibraryBusyError: If another process writes to the library for longer than `wait_seconds`.
            LibraryError: If the library cannot be written.
            EmbedderError: If the embedder cannot be loaded.
            WorkersError: If the workers cannot be reached, or would not make the same of an article as this process.
            MissingExtraError: If there are to be workers, and Dask is not installed.
            UsageError: If `workers` is neither, or the assistant was opened with an embedder of your own.
        """
        from assistant.ingest.executors import open_executor
        from assistant.ingest.pipeline import ingest
        from assistant.ingest.readers.contract import Document
        from assistant.ingest.sources import count_hint

        if workers is not None and self._given is not None:
            raise UsageError(
                "workers open an embedder by its name; open the assistant with one, and not with an object"
            )
        listed = [sources] if isinstance(sources, str | Path | Document) else list(sources)
        with open_executor(workers) as place:
            return ingest(
                self.library,
                self._found(listed, dict(columns or {}), from_strangers, place.read),
                self._embedder,
                size=PassageSize.about(self.settings.passage_words),
                prepared=place.preparation,
                progress=progress or Silent(),
                expected=None if from_strangers else count_hint(listed),
                wait_seconds=self.settings.wait_seconds,
            )

    def articles(self, limit: int | None = None, offset: int = 0, text: str | None = None) -> list[ArticleSummary]:
        """Lists the articles, the newest first; see `Catalog.articles`."""
        return self.library.catalog.articles(limit, offset, text)

    def article(self, article_id: str) -> Article:
        """One article with its text.

        Raises:
            UsageError: If there is no such article.
        """
        found = self.library.catalog.article(article_id)
        if found is None:
            raise UsageError(f"there is no article with the id {article_id!r}; list them with: assistant articles list")
        return found

    def remove(self, article_ids: str | Sequence[str]) -> list[str]:
        """Removes articles from every index.

        Returns:
            The ids that there were.

        Raises:
            LibraryBusyError: If another process is writing.
        """
        listed = [article_ids] if isinstance(article_ids, str) else list(article_ids)
        with self.library.writing("remove", self.settings.wait_seconds) as writer:
            return writer.remove(listed)

    def reindex(self, embedder: str | None = None, *, progress: IngestProgress | None = None) -> None:
        """Builds the vector index anew; embeds everything anew first where the embedder changes, or an earlier version made the vectors.

        Raises:
            LibraryBusyError: If another process is writing.
            EmbedderError: If the embedder cannot be loaded.
        """
        progress = progress or Silent()
        with self.library.writing("reindex", self.settings.wait_seconds, progress.waiting) as writer:
            known = self.library.embedder_name
            if embedder is not None and embedder != known:
                writer.reembed(open_embedder(embedder), progress.stored)
                self.settings = self.settings.model_copy(update={"embedder": embedder})
            elif known is not None and self.library.is_embedded_otherwise:
                writer.reembed(self._given or open_embedder(known), progress.stored)
            writer.rebuild_index(progress.stored)

    def update_index(self) -> bool:
        """Brings the vector index of a large library up to date, where enough waits for that.

        `ingest` and `remove` do not wait for it, as what it lacks is found all the same, a little slower; call this when there is time. Without
        it, an ingest does it when a tenth of the library waits. It can be broken off at any time, and articles can be added meanwhile.

        Returns:
            Whether something was done.

        Raises:
            LibraryBusyError: If another process is writing, where Chroma is a server.
            LibraryError: If the index cannot be written.
        """
        return self.library.catch_up(self.settings.wait_seconds)

    # Questions

    def ask(
        self,
        question: str,
        *,
        as_of: date | None = None,
        top_k: int | None = None,
        conversation: Conversation | None = None,
        sources: Collection[str] = (),
    ) -> Answer:
        """Answers a question from the articles, with citations, or says that they do not say.

        Args:
            question: Any question.
            as_of: The day it is asked on, today unless given; articles published later are no evidence.
            top_k: From how many passages the answer is made.
            conversation: The turns before, which a follow-up is completed from; this turn is added to it.
            sources: Only articles of these publications are evidence, upper or lower case; all unless given.

        Raises:
            UsageError: If the question is empty or too long, or no article is of such a publication.
        """
        *_, last = self.stream(question, as_of=as_of, top_k=top_k, conversation=conversation, sources=sources)
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
    ) -> Generator[Event, None, None]:
        """The same as `ask`, piece by piece: the evidence, what a language model writes, each statement, and at the end the whole answer.

        What is said to the assistant itself ("hello", "what is new?") has no evidence. Closing it stops a language model that is writing.
        """
        talk = parse_small_talk(question)
        if talk is not None:
            yield from self._talk(question, talk, question_scope(self.library.catalog, as_of, sources), conversation)
            return
        asked = self._read(question, question_scope(self.library.catalog, as_of, sources), conversation)
        clock = StageTimer()
        evidence = self._retriever.retrieve(asked, self._top_k(top_k))
        clock.note("retrieve")
        yield EvidenceEvent(tuple(hit.ref for hit in evidence.hits))
        draft = AnswerDraft(self.answerer.name)
        with closing(self.answerer.answer(asked, evidence)) as said:
            for one in said:
                yield from draft.take(one)
        clock.note("answer")
        answer = finish_answer(asked, evidence, draft, self._prompts, clock)
        if conversation is not None:
            conversation.add(answer)
        yield AnswerEvent(answer)

    def _talk(self, said: str, talk: SmallTalk, scope: Scope, conversation: Conversation | None) -> Iterator[Event]:
        """The reply to what is no question to the articles, in the same events."""
        clock = StageTimer()
        answer = LibraryReplies(self.library, self._embedder).reply(said, talk, scope, conversation)
        if self._roles is not None and talk.intent is Intent.SUMMARY and answer.citations:
            article = self.article(answer.citations[0].article_id)
            for event in self._roles.summaries.events(article, answer):
                if isinstance(event, AnswerEvent):
                    answer = event.answer
                else:
                    yield event
        else:
            yield from (StatementEvent(one, answer.cited_by(one)) for one in answer.statements)
        clock.note("answer")
        answer = answer.model_copy(update={"timings_ms": clock.milliseconds})
        if conversation is not None:
            conversation.add(answer)
        yield AnswerEvent(answer)

    def search(
        self,
        question: str,
        *,
        as_of: date | None = None,
        top_k: int | None = None,
        conversation: Conversation | None = None,
        sources: Collection[str] = (),
    ) -> Evidence:
        """Only the passages, best first; see `ask`."""
        asked = self._read(question, question_scope(self.library.catalog, as_of, sources), conversation)
        return self._retriever.retrieve(asked, self._top_k(top_k))

    def suggest(
        self, answer: Answer, limit: int = 3, *, as_of: date | None = None, sources: Collection[str] = ()
    ) -> list[str]:
        """Questions that a reader may ask after an answer; each is answered by the articles.

        They are taken from the articles that the answer is about; with a language model set, it writes some, for a few seconds at most.

        Args:
            answer: The answer.
            limit: How many, at most; there may be none.
            as_of: The day they are asked on, that of the answer unless given; see `ask`.
            sources: Only articles of these publications answer them, upper or lower case; all unless given.

        Raises:
            UsageError: If no article is of such a publication.
        """
        scope = question_scope(self.library.catalog, as_of or answer.as_of, sources)
        return self._suggester().after(answer, limit, scope)

    def first_questions(self, limit: int = 4, as_of: date | None = None, *, sources: Collection[str] = ()) -> list[str]:
        """Questions to begin with: each is taken from one of the newest articles, which answers it.

        Args:
            limit: How many, at most; there may be none.
            as_of: The day they are asked on, today unless given.
            sources: Only articles of these publications, upper or lower case; all unless given.

        Raises:
            UsageError: If no article is of such a publication.
        """
        return self._suggester().first(question_scope(self.library.catalog, as_of, sources), limit)

    # The async twins

    async def aingest(
        self,
        sources: "Source | Iterable[Source]",
        *,
        columns: Mapping[str, str] | None = None,
        progress: IngestProgress | None = None,
        from_strangers: bool = False,
        workers: int | str | None = None,
    ) -> IngestReport:
        """`ingest`, in a thread of its own."""
        return await _in_thread(
            self.ingest, sources, columns=columns, progress=progress, from_strangers=from_strangers, workers=workers
        )

    async def aask(
        self,
        question: str,
        *,
        as_of: date | None = None,
        top_k: int | None = None,
        conversation: Conversation | None = None,
        sources: Collection[str] = (),
    ) -> Answer:
        """`ask`, in a thread of its own."""
        return await _in_thread(
            self.ask, question, as_of=as_of, top_k=top_k, conversation=conversation, sources=sources
        )

    async def astream(
        self,
        question: str,
        *,
        as_of: date | None = None,
        top_k: int | None = None,
        conversation: Conversation | None = None,
        sources: Collection[str] = (),
    ) -> AsyncGenerator[Event, None]:
        """`stream`, each step in a thread; closing or cancelling it stops a language model, and waits for the step that is running."""
        events = self.stream(question, as_of=as_of, top_k=top_k, conversation=conversation, sources=sources)
        # A cancelled step goes on in its thread, and must end before the stream is closed.
        one_at_a_time, stop = threading.Lock(), CancellationToken()

        def step() -> Event | None:
            with one_at_a_time:
                return stop.heard(lambda: next(events, None))

        def end() -> None:
            with one_at_a_time:
                events.close()

        try:
            while (event := await _in_thread(step)) is not None:
                yield event
        finally:
            stop.set()
            await _shielded(end)

    async def asearch(
        self,
        question: str,
        *,
        as_of: date | None = None,
        top_k: int | None = None,
        conversation: Conversation | None = None,
        sources: Collection[str] = (),
    ) -> Evidence:
        """`search`, in a thread of its own."""
        return await _in_thread(
            self.search, question, as_of=as_of, top_k=top_k, conversation=conversation, sources=sources
        )

    async def aarticles(
        self, limit: int | None = None, offset: int = 0, text: str | None = None
    ) -> list[ArticleSummary]:
        """`articles`, in a thread of its own."""
        return await _in_thread(self.articles, limit, offset, text)

    async def aarticle(self, article_id: str) -> Article:
        """`article`, in a thread of its own."""
        return await _in_thread(self.article, article_id)

    async def aremove(self, article_ids: str | Sequence[str]) -> list[str]:
        """`remove`, in a thread of its own."""
        return await _in_thread(self.remove, article_ids)

    async def asuggest(
        self, answer: Answer, limit: int = 3, *, as_of: date | None = None, sources: Collection[str] = ()
    ) -> list[str]:
        """`suggest`, in a thread of its own."""
        return await _in_thread(self.suggest, answer, limit, as_of=as_of, sources=sources)

    async def afirst_questions(
        self, limit: int = 4, as_of: date | None = None, *, sources: Collection[str] = ()
    ) -> list[str]:
        """`first_questions`, in a thread of its own."""
        return await _in_thread(self.first_questions, limit, as_of, sources=sources)

    async def areindex(self, embedder: str | None = None, *, progress: IngestProgress | None = None) -> None:
        """`reindex`, in a thread of its own."""
        await _in_thread(self.reindex, embedder, progress=progress)

    async def aupdate_index(self) -> bool:
        """`update_index`, in a thread of its own."""
        return await _in_thread(self.update_index)

    async def aclose(self) -> None:
        """`close`, in a thread of its own."""
        await _in_thread(self.close)

    def _found(
        self, sources: "Sequence[Source]", columns: dict[str, str], from_strangers: bool, read: "ReadDocuments"
    ) -> "Iterator[ReadArticle | ReadFailure]":
        """The articles in sources."""
        from assistant.ingest.fetching.fetch import FetchLimits
        from assistant.ingest.fetching.untrusted import read_untrusted_sources
        from assistant.ingest.readers.contract import ReadOptions
        from assistant.ingest.sources import read_sources

        options = ReadOptions(columns=columns)
        seconds = self.settings.fetch_seconds
        if from_strangers:
            return read_untrusted_sources(sources, options, seconds, self.settings.fetch_networks, read)
        return read_sources(sources, options, FetchLimits(total_s=seconds), read=read)

    def _read(self, question: str, scope: Scope, conversation: Conversation | None) -> Question:
        standalone = conversation.stand_alone(question) if conversation else None
        if conversation and standalone and self._roles:
            standalone = self._roles.condenser.condense(question, standalone, past_turns(conversation))
        return parse_question(question, scope.as_of or date.today(), standalone, scope.sources)

    def _top_k(self, asked: int | None) -> int:
        top_k = self.settings.top_k if asked is None else asked
        if not 1 <= top_k <= _MAX_TOP_K:
            raise UsageError(f"top_k is {top_k}; it must lie between 1 and {_MAX_TOP_K}")
        return top_k

    def _give_roles(self, llm: str) -> "LLMComponents":
        from assistant.llm_components import build_llm_components

        return build_llm_components(llm, self.settings, self.extractive, self._embedder, self._prompts)

    def _suggester(self) -> "Suggester":
        from assistant.replies.suggestions import Suggester

        writer = self._roles.suggestions if self._roles else None
        talk = LibraryReplies(self.library, self._embedder)
        return Suggester(self.library, self._retriever, self.extractive, talk, writer)

    def _embedder(self) -> Embedder:
        """The embedder of the library's vectors; another one from the next question on, if the library has changed to it."""
        wanted = self.settings.embedder or self.library.embedder_name or DEFAULT_EMBEDDER
        self.library.require_embedder(wanted)
        self.library.require_sentence_vectors()
        if self._given is not None and self._given.name == wanted:
            return self._given
        with self._loading:
            if self._loaded is None or self._loaded.name != wanted:
                self._loaded = open_embedder(wanted)
            return self._loaded

    def _packaged_embedder(self) -> "MiniLMEmbedder":
        """The packaged embedder, whichever made the library's vectors."""
        from assistant.ingest.embedders.minilm import MiniLMEmbedder

        embedder = self._embedder()
        if isinstance(embedder, MiniLMEmbedder):
            return embedder
        with self._loading:
            if self._packaged is None:
                self._packaged = MiniLMEmbedder()
            return self._packaged

    def _packaged_reader(self) -> QAModel:
        """The reader, loaded with the first question that has something to read."""
        with self._loading:
            if self._reader is None:
                self._reader = QAModel()
            return self._reader


async def _in_thread(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Runs it in a thread of its own."""
    from asyncio import to_thread  # who awaits this has it already

    return await to_thread(work, *args, **kwargs)


async def _shielded(work: Callable[[], None]) -> None:
    """The same, to its end even where who awaits it is cancelled."""
    from asyncio import shield

    await shield(_in_thread(work))
