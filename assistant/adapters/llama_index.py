"""The library for llama-index: a retriever, a query engine and a tool for agents, whose source nodes carry exact offsets.

Of every node, `node.text == article.text[node.start_char_idx:node.end_char_idx]`; its metadata name the article.
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


class _Scope(TypedDict):
    """Which articles count, and how many passages of them."""

    top_k: int | None
    as_of: date | None
    sources: Collection[str]


class ArticleRetriever(BaseRetriever):
    """Finds passages for llama-index's query engines, chat engines and agents.

    Args:
        assistant: Over an opened library.
        top_k: How many passages a question gets.
        as_of: The day the questions are asked on; today unless given.
        sources: Publications, upper or lower case; all unless given.
    """

    def __init__(
        self,
        assistant: "Assistant",
        top_k: int | None = None,
        as_of: date | None = None,
        sources: Collection[str] = (),
    ) -> None:
        self._assistant = assistant
        self._scope = _Scope(top_k=top_k, as_of=as_of, sources=sources)
        super().__init__(callback_manager=CallbackManager([]))

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return _passages(self._assistant.search(query_bundle.query_str, **self._scope))

    async def _aretrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return _passages(await self._assistant.asearch(query_bundle.query_str, **self._scope))


class ArticleQueryEngine(BaseQueryEngine):
    """Answers questions as the assistant does: cited, checked, or with the word that the articles do not say.

    The response's `source_nodes` are the citations, in the order of their numbers (`node.metadata["number"]`): each is exactly the words
    quoted. Its `metadata` are the whole answer, as `assistant ask --json` prints it.

    Args:
        assistant: Over an opened library.
        top_k: From how many passages an answer is made.
        as_of: The day the questions are asked on; today unless given.
        sources: Publications, upper or lower case; all unless given.
    """

    def __init__(
        self,
        assistant: "Assistant",
        top_k: int | None = None,
        as_of: date | None = None,
        sources: Collection[str] = (),
    ) -> None:
        self._assistant = assistant
        self._scope = _Scope(top_k=top_k, as_of=as_of, sources=sources)
        super().__init__(callback_manager=CallbackManager([]))

    def _get_prompt_modules(self) -> dict[str, Any]:
        return {}

    def _query(self, query_bundle: QueryBundle) -> Response:
        return _response(self._assistant.ask(query_bundle.query_str, **self._scope))

    async def _aquery(self, query_bundle: QueryBundle) -> Response:
        return _response(await self._assistant.aask(query_bundle.query_str, **self._scope))


class ArticleTool(AsyncBaseTool):
    """The query engine as a tool for agents: the model reads the answer with its sources, `raw_output` is the response with its nodes.

    What the assistant refuses, such as an empty question, the model is told as an error of the tool.

    Args:
        assistant: Over an opened library.
        top_k: From how many passages an answer is made.
        as_of: The day the questions are asked on; today unless given.
        sources: Publications, upper or lower case; all unless given.
        name: How the model calls it.
        description: What the model is told of it; a packaged description unless given.
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
        self._scope = _Scope(top_k=top_k, as_of=as_of, sources=sources)
        self._metadata = ToolMetadata(name=name, description=description or render("tool_ask"))

    @property
    def metadata(self) -> ToolMetadata:
        """Its name, its description, and its one argument, `input`."""
        return self._metadata

    def call(self, input: str) -> ToolOutput:  # noqa: A002  # llama-index's name
        """Answers a question."""
        try:
            answer = self._assistant.ask(input, **self._scope)
        except AssistantError as error:
            return self._failed(input, error)
        return self._output(input, answer)

    async def acall(self, input: str) -> ToolOutput:  # noqa: A002  # llama-index's name
        """Answers a question."""
        try:
            answer = await self._assistant.aask(input, **self._scope)
        except AssistantError as error:
            return self._failed(input, error)
        return self._output(input, answer)

    def _output(self, asked: str, answer: "Answer") -> ToolOutput:
        return ToolOutput(
            tool_name=self._metadata.get_name(),
            content=render("tool_answer", answer=answer),
            raw_input={"input": asked},
            raw_output=_response(answer),
        )

    def _failed(self, asked: str, error: AssistantError) -> ToolOutput:
        return ToolOutput(
            tool_name=self._metadata.get_name(),
            content=str(error),
            raw_input={"input": asked},
            raw_output=None,
            is_error=True,
            exception=error,
        )


def _response(answer: "Answer") -> Response:
    nodes = [NodeWithScore(node=_quote(one), score=one.score) for one in answer.citations]
    return Response(response=answer.text, source_nodes=nodes, metadata=answer.model_dump(mode="json"))


def _quote(citation: "Citation") -> TextNode:
    about = {
        "number": citation.number,
        "article_id": citation.article_id,
        "title": citation.title,
        "source": citation.source,
        "url": citation.url,
        "published": citation.published.isoformat() if citation.published else None,
    }
    return _node(citation.quote, citation.start, citation.end, about)


def _passages(evidence: "Evidence") -> list[NodeWithScore]:
    return [NodeWithScore(node=_passage(hit), score=hit.score) for hit in evidence.hits]


def _passage(hit: "Hit") -> TextNode:
    article = hit.article
    about = {
        "article_id": article.id,
        "title": article.title,
        "source": article.source,
        "url": article.url,
        "published": article.published.date().isoformat() if article.published else None,
    }
    return _node(hit.text, hit.passage.start, hit.passage.end, about)


def _node(text: str, start: int, end: int, about: dict[str, Any]) -> TextNode:
    return TextNode(
        id_=f"{about['article_id']}:{start}-{end}",
        text=text,
        start_char_idx=start,
        end_char_idx=end,
        metadata=about,
        excluded_embed_metadata_keys=["article_id", "url"],
        excluded_llm_metadata_keys=["article_id", "url"],
        relationships={NodeRelationship.SOURCE: RelatedNodeInfo(node_id=about["article_id"])},
    )
