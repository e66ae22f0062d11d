"""Adapters for llama-index: a retriever, a query engine and a tool for agents, with exact offsets in source nodes.

For every node, `node.text == article.text[node.start_char_idx:node.end_char_idx]`; the metadata name the article.
"""

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING, Any, TypedDict

from llama_index.core.base.base_query_engine import BaseQueryEngine
from llama_index.core.base.response.schema import Response
from llama_index.core.callbacks import CallbackManager
from llama_index.core.retrievers import BaseRetriever
from llama_index.core.schema import NodeRelationship, NodeWithScore, QueryBundle, RelatedNodeInfo, TextNode
from llama_index.core.tools import AsyncBaseTool, ToolMetadata, ToolOutput

from assistant.ingest.errors import AssistantError
from assistant.prompts import render

if TYPE_CHECKING:
    from assistant.answers.answer import Answer, Citation, Evidence, Hit
    from assistant.assistant import Assistant


class _QuestionOptions(TypedDict):
    """The options of each question."""

    top_k: int | None
    as_of: date | None
    sources: Collection[str]


class ArticleRetriever(BaseRetriever):
    """Retrieves passages for llama-index's query engines, chat engines and agents.

    Args:
        assistant: An assistant with an open library.
        top_k: The number of passages for a question.
        as_of: The day of the questions. Default: today.
        sources: The publications to use, in upper or lower case. Default: all.
    """

    def __init__(
        self,
        assistant: "Assistant",
        top_k: int | None = None,
        as_of: date | None = None,
        sources: Collection[str] = (),
    ) -> None:
        self._assistant = assistant
        self._options = _QuestionOptions(top_k=top_k, as_of=as_of, sources=sources)
        super().__init__(callback_manager=CallbackManager([]))

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return _passages(self._assistant.search(query_bundle.query_str, **self._options))

    async def _aretrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return _passages(await self._assistant.asearch(query_bundle.query_str, **self._options))


class ArticleQueryEngine(BaseQueryEngine):
    """Answers questions with verified citations, or says that the articles do not contain the answer.

    The response's `source_nodes` are the citations in the order of their numbers (`node.metadata["number"]`); each is exactly the quote.
    Its `metadata` are the whole answer, as `assistant ask --json` prints it.

    Args:
        assistant: An assistant with an open library.
        top_k: The number of passages that an answer is made from.
        as_of: The day of the questions. Default: today.
        sources: The publications to use, in upper or lower case. Default: all.
    """

    def __init__(
        self,
        assistant: "Assistant",
        top_k: int | None = None,
        as_of: date | None = None,
        sources: Collection[str] = (),
    ) -> None:
        self._assistant = assistant
        self._options = _QuestionOptions(top_k=top_k, as_of=as_of, sources=sources)
        super().__init__(callback_manager=CallbackManager([]))

    def _get_prompt_modules(self) -> dict[str, Any]:
        return {}

    def _query(self, query_bundle: QueryBundle) -> Response:
        return _response(self._assistant.ask(query_bundle.query_str, **self._options))

    async def _aquery(self, query_bundle: QueryBundle) -> Response:
        return _response(await self._assistant.aask(query_bundle.query_str, **self._options))


class ArticleTool(AsyncBaseTool):
    """The query engine as a tool for agents: the model reads the answer with its sources; `raw_output` is the response with its nodes.

    An error of the assistant, such as an empty question, becomes an error of the tool.

    Args:
        assistant: An assistant with an open library.
        top_k: The number of passages that an answer is made from.
        as_of: The day of the questions. Default: today.
        sources: The publications to use, in upper or lower case. Default: all.
        name: The tool's name for the model.
        description: The tool's description for the model. Default: the packaged description.
    """

    def __init__(
        self,
        assistant: "Assistant",
        top_k: int | None = None,
        as_of: date | None = None,
        sources: Collection[str] = (),
        *,
        name: str = "ask_articles",
        description: str | None = None,
    ) -> None:
        self._assistant = assistant
        self._options = _QuestionOptions(top_k=top_k, as_of=as_of, sources=sources)
        self._metadata = ToolMetadata(name=name, description=description or render("tool_ask"))

    @property
    def metadata(self) -> ToolMetadata:
        """The name, the description and the only argument, `input`."""
        return self._metadata

    def call(self, input: str) -> ToolOutput:  # noqa: A002  # llama-index's name
        """Answers a question."""
        try:
            answer = self._assistant.ask(input, **self._options)
        except AssistantError as error:
            return self._failed(input, error)
        return self._output(input, answer)

    async def acall(self, input: str) -> ToolOutput:  # noqa: A002  # llama-index's name
        """Answers a question."""
        try:
            answer = await self._assistant.aask(input, **self._options)
        except AssistantError as error:
            return self._failed(input, error)
        return self._output(input, answer)

    def _output(self, question: str, answer: "Answer") -> ToolOutput:
        return ToolOutput(
            tool_name=self._metadata.get_name(),
            content=render("tool_answer", answer=answer),
            raw_input={"input": question},
            raw_output=_response(answer),
        )

    def _failed(self, question: str, error: AssistantError) -> ToolOutput:
        return ToolOutput(
            tool_name=self._metadata.get_name(),
            content=str(error),
            raw_input={"input": question},
            raw_output=None,
            is_error=True,
            exception=error,
        )


def _response(answer: "Answer") -> Response:
    nodes = [NodeWithScore(node=_quote(citation), score=citation.score) for citation in answer.citations]
    return Response(response=answer.text, source_nodes=nodes, metadata=answer.model_dump(mode="json"))


def _quote(citation: "Citation") -> TextNode:
    metadata = {
        "number": citation.number,
        "article_id": citation.article_id,
        "title": citation.title,
        "source": citation.source,
        "url": citation.url,
        "published": citation.published.isoformat() if citation.published else None,
    }
    return _node(citation.quote, citation.start, citation.end, metadata)


def _passages(evidence: "Evidence") -> list[NodeWithScore]:
    return [NodeWithScore(node=_passage(hit), score=hit.score) for hit in evidence.hits]


def _passage(hit: "Hit") -> TextNode:
    article = hit.article
    metadata = {
        "article_id": article.id,
        "title": article.title,
        "source": article.source,
        "url": article.url,
        "published": article.published.date().isoformat() if article.published else None,
    }
    return _node(hit.text, hit.passage.start, hit.passage.end, metadata)


def _node(text: str, start: int, end: int, metadata: dict[str, Any]) -> TextNode:
    return TextNode(
        id_=f"{metadata['article_id']}:{start}-{end}",
        text=text,
        start_char_idx=start,
        end_char_idx=end,
        metadata=metadata,
        excluded_embed_metadata_keys=["article_id", "url"],
        excluded_llm_metadata_keys=["article_id", "url"],
        relationships={NodeRelationship.SOURCE: RelatedNodeInfo(node_id=metadata["article_id"])},
    )
