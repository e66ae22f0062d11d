"""An article summarised by a language model: only what the check confirms; the article's own sentences where that is nothing."""

import logging
from collections.abc import Callable, Generator, Iterator
from datetime import date

from assistant.answers.answer import (
    LIBRARY_ANSWERER,
    Answer,
    AnswerEvent,
    Event,
    Hit,
    NoticeEvent,
    Statement,
    StatementEvent,
)
from assistant.answers.answerer import AnswerPart
from assistant.answers.draft import AnswerDraft, answer_text
from assistant.generative.errors import LLMError
from assistant.generative.lazy_model import LazyLLM
from assistant.generative.prompting import without_markup
from assistant.generative.providers.opening import OpenedLLM
from assistant.generative.token_counts import estimated_tokens
from assistant.generative.verified_writing import VerifiedWriting
from assistant.generative.writing import Prices, write
from assistant.ingest.article import Article, Passage
from assistant.ingest.embedders import Embedder
from assistant.ingest.language.sentences import split_sentences
from assistant.ingest.library import StoredPassage
from assistant.prompts import Prompts
from assistant.questions.question import parse_question

_FRAME_TOKENS = 256
_NOT_CONFIRMED = "what the language model wrote is not confirmed by the article"
_log = logging.getLogger(__name__)


class SummaryWriter:
    """Has a language model summarise articles.

    Args:
        llm: The model.
        embedder: Gives the embedder, for the check.
        prompts: The words.
        prices: What a million tokens cost; None where that is not known.
    """

    def __init__(self, llm: LazyLLM, embedder: Callable[[], Embedder], prompts: Prompts, prices: Prices | None) -> None:
        self._llm = llm
        self._embedder = embedder
        self._prompts = prompts
        self._prices = prices

    def events(self, article: Article, quoted: Answer) -> Generator[Event, None, None]:
        """The summary, piece by piece; the last event is the answer.

        Args:
            article: The article.
            quoted: The summary in the article's own sentences, which is given where the model fails.
        """
        draft = AnswerDraft(LIBRARY_ANSWERER)
        draft.statements.append(self._head(article))
        yield StatementEvent(draft.statements[0], ())
        reason = _NOT_CONFIRMED
        try:
            for said in self._written(article):
                yield from draft.take(said)
        except LLMError as error:
            _log.warning("%s", error)
            reason = str(error).partition("; ")[0]
            if draft.citations:
                draft.notice = self._prompts.render("llm_notice", reason=reason, kept=True)
                yield NoticeEvent(draft.notice, starts_over=False)
        if not draft.citations:
            draft.notice = self._prompts.render("llm_notice", reason=reason, kept=False)
            yield NoticeEvent(draft.notice, starts_over=True)
            draft.statements, draft.citations = list(quoted.statements), list(quoted.citations)
            yield from (StatementEvent(one, quoted.cited_by(one)) for one in quoted.statements)
        yield AnswerEvent(
            quoted.model_copy(
                update={
                    "text": answer_text(None, draft.statements),
                    "statements": tuple(draft.statements),
                    "citations": tuple(draft.citations),
                    "notice": draft.notice,
                    "usage": draft.usage,
                }
            )
        )

    def _written(self, article: Article) -> Iterator[AnswerPart]:
        opened = self._llm.ready()
        shown = _beginning(article, opened)
        from llama_index.core.llms import ChatMessage

        prompt = self._prompts.render(
            "summarise_article", title=without_markup(article.title), text=without_markup(shown)
        )
        whole = StoredPassage(0, Passage(article.id, 0, len(shown)), article, 0)
        question = parse_question("What does the article say?", date.max)
        writing = VerifiedWriting(question, [Hit(whole, 1.0, 0.0, 0.0)], self._embedder, strict=True)
        yield from write(opened, [ChatMessage(role="user", content=prompt)], writing, self._prices)

    def _head(self, article: Article) -> Statement:
        day = article.published.date() if article.published else None
        text = self._prompts.render("talk_summary_written", title=article.title, source=article.source, day=day)
        return Statement(text=text, citations=(), supported=True)


def _beginning(article: Article, opened: OpenedLLM) -> str:
    """As many of the article's sentences as the model's context holds."""
    room = opened.context_tokens - opened.answer_tokens - _FRAME_TOKENS
    end = len(article.text)
    for one in reversed(split_sentences(article.text, article.language)):
        if estimated_tokens(article.text[:end]) <= room:
            break
        end = one.start
    return article.text[:end].rstrip()
