"""llama-index's `CitationQueryEngine` with default settings, the same language model, and the assistant's evidence.

Each passage is one source: `citation_chunk_size` is so large that no passage is cut. Title, publication and day are
metadata, which llama-index writes above the passage. The answer is split into sentences; "[2]" and "Source 2" are both
citations.
"""

import re
from datetime import date
from typing import TYPE_CHECKING

from assistant.answers.answer import Answer, Citation, Evidence, Hit, Statement
from assistant.answers.citing import cite_hit
from assistant.assistant import Assistant
from assistant.eval.question_sets.as_of import NO_DAY
from assistant.eval.systems.baselines.base import AssistantSearch
from assistant.generative.abstention import abstains
from assistant.generative.errors import llm_error
from assistant.generative.providers.base import OpenLLM
from assistant.generative.providers.open_model import LazyLLM
from assistant.generative.sentence_stream import SentenceStream

if TYPE_CHECKING:
    from llama_index.core.schema import NodeWithScore, QueryBundle

NAME = "citation-query-engine"
_CHUNK_TOKENS = 4096  # a passage has about 300
_SOURCE_IN_WORDS = re.compile(r"\(?\bsources?\s+(\d+)\b\)?", re.IGNORECASE)
_NO_ANSWER = "Empty Response"


class CitationEngineBaseline(AssistantSearch):
    """Answers with the engine from the assistant's evidence.

    Args:
        assistant: Retrieves the passages.
        llm: The language model.
    """

    def __init__(self, assistant: Assistant, llm: LazyLLM) -> None:
        super().__init__(assistant)
        self._llm = llm

    def answer(self, question: str, as_of: date | None) -> Answer:
        """See `AnsweringBaseline.answer`.

        Raises:
            LLMError: If the model fails.
        """
        day = as_of or NO_DAY
        evidence = self._assistant.search(question, as_of=day, top_k=self._assistant.settings.llm_passages)
        return parse_engine_answer(question, day, evidence, query_engine(question, evidence, self._llm.open()))


def query_engine(question: str, evidence: Evidence, llm: OpenLLM) -> str:
    """Returns the text that the engine writes.

    Raises:
        LLMError: If the model fails.
    """
    from llama_index.core.query_engine import CitationQueryEngine
    from llama_index.core.retrievers import BaseRetriever

    class EvidenceRetriever(BaseRetriever):
        def _retrieve(self, query_bundle: "QueryBundle") -> "list[NodeWithScore]":
            del query_bundle
            return [evidence_node(hit) for hit in evidence.hits]

    connection = llm.connect()
    try:
        engine = CitationQueryEngine(EvidenceRetriever(), llm=connection.llm, citation_chunk_size=_CHUNK_TOKENS)
        return str(engine.query(question))
    except Exception as error:
        raise llm_error(error, llm.display_name) from error
    finally:
        connection.close()


def parse_engine_answer(question: str, as_of: date, evidence: Evidence, text: str) -> Answer:
    """Parses the engine's text into an answer; each sentence cites whole passages.

    The engine marks no sentence as doubtful, so all count as supported. Sentences that say that the sources do not
    answer are left out. If no sentence remains, the status is `not_found`.
    """
    stream = SentenceStream()
    sentences = [*stream.feed(_SOURCE_IN_WORDS.sub(r"[\1]", text)), *stream.finish()]
    statements = tuple(
        Statement(
            text=sentence.text,
            citations=tuple(number for number in sentence.cites if 1 <= number <= len(evidence.hits)),
            supported=True,
        )
        for sentence in sentences
        if not abstains(sentence.text) and text.strip() != _NO_ANSWER
    )
    numbers = sorted({number for statement in statements for number in statement.citations})
    return Answer(
        question=question,
        standalone_question=question,
        status="answered" if statements else "not_found",
        text=text,
        statements=statements,
        citations=tuple(_cite_passage(number, evidence.hits[number - 1]) for number in numbers),
        passages=tuple(hit.ref for hit in evidence.hits),
        as_of=as_of,
        confidence=float(bool(statements)),
        answerer=NAME,
    )


def _cite_passage(number: int, hit: Hit) -> Citation:
    passage = hit.stored.passage
    return cite_hit(number, hit, passage.start, passage.end, hit.score)


def evidence_node(hit: Hit) -> "NodeWithScore":
    """Returns a passage as llama-index's node, with title, publication and day as metadata."""
    from llama_index.core.schema import NodeWithScore, TextNode

    article = hit.stored.article
    published = article.published.date().isoformat() if article.published else "unknown"
    metadata = {"title": article.title, "source": article.source, "published": published}
    return NodeWithScore(node=TextNode(text=hit.stored.passage.text(article), metadata=metadata), score=hit.score)
