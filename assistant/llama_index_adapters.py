"""The library as a llama-index retriever: nodes whose offsets are the passages' own."""

from datetime import date
from typing import TYPE_CHECKING

from llama_index.core.callbacks import CallbackManager
from llama_index.core.retrievers import BaseRetriever
from llama_index.core.schema import NodeRelationship, NodeWithScore, QueryBundle, RelatedNodeInfo, TextNode

if TYPE_CHECKING:
    from assistant.answer import Hit
    from assistant.assistant import Assistant


class ArticleRetriever(BaseRetriever):
    """Finds passages for llama-index's query engines, chat engines and agents.

    Each node's `text` is `article.text[node.start_char_idx:node.end_char_idx]`; its metadata name the article.

    Args:
        assistant: Over an opened library.
        top_k: How many passages a question gets.
        as_of: The day the questions are asked on; today unless given.
    """

    def __init__(self, assistant: "Assistant", top_k: int | None = None, as_of: date | None = None) -> None:
        self._assistant = assistant
        self._top_k = top_k
        self._as_of = as_of
        super().__init__(callback_manager=CallbackManager([]))

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        evidence = self._assistant.search(query_bundle.query_str, as_of=self._as_of, top_k=self._top_k)
        return [NodeWithScore(node=_node(hit), score=hit.score) for hit in evidence.hits]


def _node(hit: "Hit") -> TextNode:
    article, passage = hit.stored.article, hit.stored.passage
    return TextNode(
        id_=f"{article.id}:{passage.start}-{passage.end}",
        text=passage.text(article),
        start_char_idx=passage.start,
        end_char_idx=passage.end,
        metadata={
            "article_id": article.id,
            "title": article.title,
            "source": article.source,
            "url": article.url,
            "published": article.published.date().isoformat() if article.published else None,
        },
        excluded_embed_metadata_keys=["article_id", "url"],
        excluded_llm_metadata_keys=["article_id", "url"],
        relationships={NodeRelationship.SOURCE: RelatedNodeInfo(node_id=article.id)},
    )
