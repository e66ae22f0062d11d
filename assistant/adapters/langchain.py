"""A LangChain retriever over the library: documents with exact offsets. Needs the extra `langchain`."""

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING

from pydantic import ConfigDict, PrivateAttr

from assistant.ingest.errors import MissingExtraError

try:
    from langchain_core.callbacks import AsyncCallbackManagerForRetrieverRun, CallbackManagerForRetrieverRun
    from langchain_core.documents import Document
    from langchain_core.retrievers import BaseRetriever
except ImportError as error:
    raise MissingExtraError("the LangChain retriever", "langchain") from error

if TYPE_CHECKING:
    from assistant.answers.answer import Evidence, Hit
    from assistant.assistant import Assistant


class ArticleRetriever(BaseRetriever):
    """Retrieves passages for LangChain's chains and agents.

    For each document, `page_content == article.text[metadata["start"]:metadata["end"]]`; the metadata name the article.

    Args:
        assistant: An assistant with an open library.
        top_k: The number of passages for a question.
        as_of: The day of the questions. Default: today.
        sources: The publications to use, in upper or lower case. Default: all.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    top_k: int | None = None
    as_of: date | None = None
    sources: Collection[str] = ()
    _assistant: "Assistant" = PrivateAttr()

    def __init__(
        self,
        assistant: "Assistant",
        top_k: int | None = None,
        as_of: date | None = None,
        sources: Collection[str] = (),
    ) -> None:
        super().__init__(top_k=top_k, as_of=as_of, sources=sources)  # type: ignore[call-arg]  # pydantic's own parameters
        self._assistant = assistant

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        del run_manager
        return _documents(self._assistant.search(query, as_of=self.as_of, top_k=self.top_k, sources=self.sources))

    async def _aget_relevant_documents(
        self, query: str, *, run_manager: AsyncCallbackManagerForRetrieverRun
    ) -> list[Document]:
        del run_manager
        return _documents(
            await self._assistant.asearch(query, as_of=self.as_of, top_k=self.top_k, sources=self.sources)
        )


def _documents(evidence: "Evidence") -> list[Document]:
    return [_document(hit) for hit in evidence.hits]


def _document(hit: "Hit") -> Document:
    article, passage = hit.article, hit.passage
    return Document(
        page_content=hit.text,
        id=f"{article.id}:{passage.start}-{passage.end}",
        metadata={
            "article_id": article.id,
            "start": passage.start,
            "end": passage.end,
            "title": article.title,
            "source": article.source,
            "url": article.url,
            "published": article.published.date().isoformat() if article.published else None,
            "score": hit.score,
        },
    )
