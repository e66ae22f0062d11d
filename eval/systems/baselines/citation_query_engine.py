"""llama-index's `CitationQueryEngine` as it comes, with the same language model, given the passages that the assistant finds.

Each passage is a source of its own: `citation_chunk_size` is so large that none is cut. Title, publication and day are its metadata, which
llama-index writes above it. Its answer is read sentence by sentence, "[2]" and "Source 2" alike.
"""

import re
from datetime import date
from typing import TYPE_CHECKING

from assistant.answers.answer import Answer, Citation, Evidence, Hit, Statement
from assistant.answers.citing import cite
from assistant.assistant import Assistant
from assistant.eval.question_sets.day_asked import NO_DAY
from assistant.eval.systems.baselines.contract import FoundPassage
from assistant.eval.systems.baselines.stored import found_hits
from assistant.generative.abstention import abstains
from assistant.generative.errors import llm_error
from assistant.generative.lazy_model import LazyLLM
from assistant.generative.providers.opening import OpenedLLM
from assistant.generative.sentences import SentenceStream

if TYPE_CHECKING:
    from llama_index.core.schema import NodeWithScore, QueryBundle

NAME = "citation-query-engine"
_WHOLE_PASSAGES = 4096  # tokens of llama-index's own counting; a passage has about 300
_SOURCE_IN_WORDS = re.compile(r"\(?\bsources?\s+(\d+)\b\)?", re.IGNORECASE)


class CitationAnswers:
    """What the engine answers from the assistant's evidence.

    Args:
        assistant: Finds the passages.
        llm: The model.
    """

    def __init__(self, assistant: Assistant, llm: LazyLLM) -> None:
        self._assistant = assistant
        self._llm = llm

    def search(self, question: str, as_of: date | None, k: int) -> list[FoundPassage]:
        """The assistant's own search."""
        return found_hits(self._assistant.search(question, as_of=as_of or NO_DAY, top_k=k))

    def answer(self, question: str, as_of: date | None) -> Answer:
        """See `AnsweringBaseline.answer`.

        Raises:
            LLMError: If the model fails.
        """
        day = as_of or NO_DAY
        evidence = self._assistant.search(question, as_of=day, top_k=self._assistant.settings.llm_passages)
        return read_answer(question, day, evidence, written(question, evidence, self._llm.ready()))


def written(question: str, evidence: Evidence, opened: OpenedLLM) -> str:
    """What the engine writes.

    Raises:
        LLMError: If the model fails.
    """
    from llama_index.core.query_engine import CitationQueryEngine
    from llama_index.core.retrievers import BaseRetriever

    class Given(BaseRetriever):
        def _retrieve(self, query_bundle: "QueryBundle") -> "list[NodeWithScore]":
            del query_bundle
            return [_node(hit) for hit in evidence.hits]

    connection = opened.connect()
    try:
        engine = CitationQueryEngine(Given(), llm=connection.llm, citation_chunk_size=_WHOLE_PASSAGES)
        return str(engine.query(question))
    except Exception as error:
        raise llm_error(error, opened.shown) from error
    finally:
        connection.close()


def read_answer(question: str, as_of: date, evidence: Evidence, text: str) -> Answer:
    """The engine's text as an answer: each sentence cites the whole passages that its numbers name.

    It marks no sentence as doubtful, so all are shown as backed. Sentences that say that the sources do not answer are left out; where no
    other is left, nothing was found.
    """
    reader = SentenceStream()
    sentences = [*reader.feed(_SOURCE_IN_WORDS.sub(r"[\1]", text)), *reader.finish()]
    statements = tuple(
        Statement(
            text=one.text,
            citations=tuple(number for number in one.cites if 1 <= number <= len(evidence.hits)),
            supported=True,
        )
        for one in sentences
        if not abstains(one.text) and text.strip() != "Empty Response"
    )
    cited = sorted({number for one in statements for number in one.citations})
    return Answer(
        question=question,
        standalone_question=question,
        status="answered" if statements else "not_found",
        text=text,
        statements=statements,
        citations=tuple(_whole(number, evidence.hits[number - 1]) for number in cited),
        passages=tuple(hit.ref for hit in evidence.hits),
        as_of=as_of,
        confidence=float(bool(statements)),
        answerer=NAME,
    )


def _whole(number: int, hit: Hit) -> Citation:
    passage = hit.stored.passage
    return cite(number, hit.stored.article, passage.start, passage.end, hit.score, hit.also_in)


def _node(hit: Hit) -> "NodeWithScore":
    from llama_index.core.schema import NodeWithScore, TextNode

    article = hit.stored.article
    published = article.published.date().isoformat() if article.published else "unknown"
    about = {"title": article.title, "source": article.source, "published": published}
    return NodeWithScore(node=TextNode(text=hit.stored.passage.text(article), metadata=about), score=hit.score)
