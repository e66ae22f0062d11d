"""The question pipeline of one assistant: small talk or question, retrieval, answer, suggestions."""

from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from assistant.answers.answer import AnswerEvent, Event, Evidence, EvidenceEvent, StatementEvent, Usage
from assistant.answers.answerer import Answerer, AnswerPart, UsageReport
from assistant.answers.draft import AnswerDraft, StageTimer, finish_answer
from assistant.components.models import LoadedModels
from assistant.conversations.conversation import Conversation
from assistant.conversations.follow_up_search import FollowUpSearch, FoundEvidence
from assistant.extractive.answerer import ExtractiveAnswerer
from assistant.ingest.errors import UsageError
from assistant.ingest.library import Library
from assistant.ingest.library.scope import Scope
from assistant.prompts import Prompts
from assistant.questions.form import QuestionForm
from assistant.questions.named_sources import with_named_sources
from assistant.questions.question import Question, parse_question
from assistant.questions.small_talk import Intent, SmallTalk, parse_small_talk
from assistant.replies.library_replies import LibraryReplies
from assistant.retrieval.name_spelling import with_known_names
from assistant.retrieval.reranking import CrossEncoderReranker
from assistant.retrieval.retriever import Retriever
from assistant.settings import Settings

if TYPE_CHECKING:
    from assistant.components.language_model import LLMComponents
    from assistant.replies.suggestions import Suggester

_MAX_TOP_K = 200
_TIMES_FOR_FORMS = 2  # several articles, or several dates


class QuestionAnswering:
    """Answers questions over one library.

    Args:
        library: The articles.
        models: The embedders and the QA model.
        settings: The reranker, the language model and its limits, the prompts.

    Attributes:
        extractive: The answerer that quotes.
        answerer: The answerer in use: a language model if one is set, else `extractive`.
    """

    def __init__(self, library: Library, models: LoadedModels, settings: Settings) -> None:
        self._library = library
        self._models = models
        self._default_top_k = settings.top_k
        reranker = CrossEncoderReranker(settings.reranker) if settings.reranker else None
        self._retriever = Retriever(library, models.embedder, reranker=reranker)
        self._prompts = Prompts(settings.prompts)
        self.extractive = ExtractiveAnswerer(
            library, models.packaged_embedder, models.qa_model, models.answer_weights, models.multilingual_qa_model
        )
        self._llm = self._llm_components(settings)
        self.answerer: Answerer = self._llm.answerer if self._llm else self.extractive

    def close(self) -> None:
        """Releases the language model."""
        if self._llm is not None:
            self._llm.close()

    def stream(
        self, text: str, scope: Scope, top_k: int | None, conversation: Conversation | None
    ) -> Generator[Event, None, None]:
        """Yields the events of one answer; see `Assistant.stream`."""
        small_talk = parse_small_talk(text, scope.as_of)
        if small_talk is not None and not self._precedes_articles(small_talk):
            yield from self._reply(text, small_talk, scope, conversation)
            return
        timer = StageTimer()
        usage: list[Usage] = []
        found = self._find_evidence(text, scope, top_k, conversation, usage.append)
        question, evidence = found.question, found.evidence
        timer.note("retrieve")
        yield EvidenceEvent(tuple(hit.ref for hit in evidence.hits))
        draft = AnswerDraft(self.answerer.name, evidence, question.language.tag)
        for one in usage:
            yield from draft.add(UsageReport(one))
        with closing(self._answer_parts(found)) as parts:
            for part in parts:
                yield from draft.add(part)
        timer.note("answer")
        standalone = question.original if question.comparison and not question.topic else found.standalone
        answer = finish_answer(replace(question, text=standalone), draft, self._prompts, timer)
        if conversation is not None:
            conversation.add(answer)
        yield AnswerEvent(answer)

    def _precedes_articles(self, small_talk: SmallTalk) -> bool:
        """Checks whether it asks for a time before that of all articles, which may still tell of it."""
        if small_talk.time is None:
            return False
        days = self._library.catalog.first_and_last_day()
        return days is not None and small_talk.time.last < days[0]

    def _answer_parts(self, found: FoundEvidence) -> Generator[AnswerPart, None, None]:
        if found.ranked is not None and self.answerer is self.extractive:
            return self.extractive.quote(found.ranked)
        return self.answerer.answer(found.question, found.evidence)

    def search(self, text: str, scope: Scope, top_k: int | None, conversation: Conversation | None) -> Evidence:
        """Returns the passages for a question, best first."""
        return self._find_evidence(text, scope, top_k, conversation).evidence

    def suggester(self) -> "Suggester":
        """Returns what suggests questions."""
        from assistant.replies.suggestions import Suggester

        writer = self._llm.suggestions if self._llm else None
        replies = LibraryReplies(self._library, self._models.embedder)
        return Suggester(self._library, self._retriever, self.extractive, replies, writer)

    def _reply(
        self, text: str, small_talk: SmallTalk, scope: Scope, conversation: Conversation | None
    ) -> Iterator[Event]:
        """Yields the events of a reply to something that is not a question to the articles."""
        timer = StageTimer()
        answer = LibraryReplies(self._library, self._models.embedder).reply(text, small_talk, scope, conversation)
        if self._llm is not None and small_talk.intent is Intent.SUMMARY and answer.citations:
            article = self._library.catalog.article(answer.citations[0].article_id)
            if article is None:
                raise UsageError("the article was removed meanwhile; ask again")
            for event in self._llm.summaries.stream(article, answer):
                if isinstance(event, AnswerEvent):
                    answer = event.answer
                else:
                    yield event
        else:
            yield from (StatementEvent(statement, answer.cited_by(statement)) for statement in answer.statements)
        timer.note("answer")
        answer = answer.model_copy(update={"timings_ms": timer.milliseconds})
        if conversation is not None:
            conversation.add(answer)
        yield AnswerEvent(answer)

    def _find_evidence(
        self,
        text: str,
        scope: Scope,
        top_k: int | None,
        conversation: Conversation | None,
        report: Callable[[Usage], None] | None = None,
    ) -> FoundEvidence:
        """Returns the evidence for a question. If a language model completes the question, its use is reported."""
        question = parse_question(text, scope.as_of or date.today(), scope=scope)
        catalog = self._library.catalog
        question = with_named_sources(
            with_known_names(question, catalog), lambda: [name for name, _ in catalog.sources()]
        )
        rewriter = self._llm.rewriter(report).rewrite if self._llm else None
        search = FollowUpSearch(self._library, self._retriever, self.extractive, rewriter)
        return search.search(question, conversation.turns if conversation else (), self._passage_count(question, top_k))

    def _passage_count(self, question: Question, requested: int | None) -> int:
        """Returns how many passages to retrieve: by default twice as many for an answer from several articles as for one fact."""
        default = self._default_top_k * (1 if question.form is QuestionForm.FACT else _TIMES_FOR_FORMS)
        top_k = min(default, _MAX_TOP_K) if requested is None else requested
        if not 1 <= top_k <= _MAX_TOP_K:
            raise UsageError(f"top_k is {top_k}; it must lie between 1 and {_MAX_TOP_K}")
        return top_k

    def _llm_components(self, settings: Settings) -> "LLMComponents | None":
        if settings.llm is None:
            return None
        from assistant.components.language_model import AnsweringParts, build_llm_components

        return build_llm_components(
            settings.llm,
            settings,
            AnsweringParts(self._library, self.extractive, self._retriever, self._models),
            self._prompts,
        )
