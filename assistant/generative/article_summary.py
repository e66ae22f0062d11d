"""Summary of an article by a language model: only verified sentences, or the article's own sentences if there are none."""

import logging
from collections.abc import Generator, Iterator

from assistant.answers.answer import (
    LIBRARY_ANSWERER,
    Answer,
    AnswerEvent,
    Event,
    Evidence,
    Hit,
    NoticeEvent,
    Statement,
    StatementEvent,
)
from assistant.answers.answerer import AnswerPart
from assistant.answers.draft import AnswerDraft, answer_text
from assistant.generative.errors import LLMError
from assistant.generative.prompting import without_markup
from assistant.generative.providers.base import OpenLLM
from assistant.generative.providers.open_model import LazyLLM
from assistant.generative.token_counts import estimate_tokens
from assistant.generative.usage import Prices
from assistant.generative.verification.analysed_passage import VerificationModels
from assistant.generative.verification.prompt_injection import title_for_model
from assistant.generative.writing import VerifiedText, write_verified
from assistant.ingest.article import Article, Passage
from assistant.ingest.language.sentences import split_sentences
from assistant.ingest.library import StoredPassage
from assistant.prompts import Prompts

_PROMPT_TOKENS = 256  # of the prompt without the article
_NOT_SUPPORTED = "what the language model wrote is not confirmed by the article"
_log = logging.getLogger(__name__)


class SummaryWriter:
    """Lets a language model summarise articles.

    Args:
        llm: The model.
        models: The models that verify.
        prompts: The prompts.
        prices: Prices of a million tokens; None if they are not known.
    """

    def __init__(self, llm: LazyLLM, models: VerificationModels, prompts: Prompts, prices: Prices | None) -> None:
        self._llm = llm
        self._models = models
        self._prompts = prompts
        self._prices = prices

    def stream(self, article: Article, quoted: Answer) -> Generator[Event, None, None]:
        """Yields the summary piece by piece; the last event is the answer.

        Args:
            article: The article.
            quoted: The summary in the article's own sentences, which replaces the model's if that fails.
        """
        draft = AnswerDraft(LIBRARY_ANSWERER, Evidence(()))
        draft.statements.append(self._heading(article))
        yield StatementEvent(draft.statements[0], ())
        reason = _NOT_SUPPORTED
        try:
            for part in self._write(article):
                yield from draft.add(part)
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
            yield from (StatementEvent(statement, quoted.cited_by(statement)) for statement in quoted.statements)
        yield AnswerEvent(
            quoted.model_copy(
                update={
                    "text": answer_text("", draft.statements),
                    "statements": tuple(draft.statements),
                    "citations": tuple(draft.citations),
                    "notice": draft.notice,
                    "usage": draft.usage,
                }
            )
        )

    def _write(self, article: Article) -> Iterator[AnswerPart]:
        model = self._llm.open()
        article_text = _fitting_text(article, model)
        from llama_index.core.llms import ChatMessage

        prompt = self._prompts.render(
            "summarise_article", title=without_markup(title_for_model(article)), text=without_markup(article_text)
        )
        passage = StoredPassage(0, Passage(article.id, 0, len(article_text)), article, 0)
        text = VerifiedText(None, [Hit(passage, 1.0, 0.0, 0.0)], self._models, strict=True)
        yield from write_verified(model, [ChatMessage(role="user", content=prompt)], text, self._prices)

    def _heading(self, article: Article) -> Statement:
        day = article.published.date() if article.published else None
        text = self._prompts.render("talk_summary_written", title=article.title, source=article.source, day=day)
        return Statement(text=text, citations=(), supported=True)


def _fitting_text(article: Article, model: OpenLLM) -> str:
    """Returns as many of the article's first sentences as the model's context holds."""
    budget = model.context_tokens - model.answer_tokens - _PROMPT_TOKENS
    end = len(article.text)
    for sentence in reversed(split_sentences(article.text, article.language)):
        if estimate_tokens(article.text[:end]) <= budget:
            break
        end = sentence.start
    return article.text[:end].rstrip()
