"""Programs made with llama-index and LangChain get passages and quotes that name the exact characters they are."""

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from llama_index.core.llms import MockLLM
from llama_index.core.query_engine import RetrieverQueryEngine
from llama_index.core.response_synthesizers import ResponseMode, get_response_synthesizer
from llama_index.core.schema import BaseNode, TextNode
from sample_library import SUMMER

from assistant import Assistant
from assistant.adapters.langchain import ArticleRetriever as LangChainRetriever
from assistant.adapters.llama_index import ArticleQueryEngine, ArticleRetriever, ArticleTool

QUESTION = "How much will the repairs to Tannery Bridge cost?"


@pytest.fixture(scope="module")
def assistant(samples: Path) -> Iterator[Assistant]:
    with Assistant.open(samples) as opened:
        yield opened


def assert_exact(assistant: Assistant, node: BaseNode) -> None:
    assert isinstance(node, TextNode)
    article = assistant.article(node.metadata["article_id"])
    assert article.text[node.start_char_idx : node.end_char_idx] == node.text
    assert (node.metadata["title"], node.metadata["source"], node.metadata["url"]) == (
        article.title,
        article.source,
        article.url,
    )
    assert node.metadata["published"] == (article.published.date().isoformat() if article.published else None)
    assert node.source_node is not None
    assert node.source_node.node_id == article.id


def test_every_node_of_the_retriever_is_the_exact_slice_of_its_article(assistant: Assistant) -> None:
    retriever = ArticleRetriever(assistant, top_k=5, as_of=SUMMER)
    nodes = retriever.retrieve(QUESTION)
    assert len(nodes) == 5
    assert [node.score for node in nodes] == sorted((node.score for node in nodes), reverse=True)
    for node in nodes:
        assert_exact(assistant, node.node)
    assert [node.node_id for node in asyncio.run(retriever.aretrieve(QUESTION))] == [node.node_id for node in nodes]


def test_the_retriever_serves_a_query_engine_of_llama_index_itself(assistant: Assistant) -> None:
    synthesizer = get_response_synthesizer(llm=MockLLM(), response_mode=ResponseMode.COMPACT)
    engine = RetrieverQueryEngine(ArticleRetriever(assistant, top_k=2), synthesizer)
    for node in engine.query(QUESTION).source_nodes:
        assert_exact(assistant, node.node)


def test_the_query_engine_gives_each_citation_as_a_node_with_exactly_the_quote(assistant: Assistant) -> None:
    engine = ArticleQueryEngine(assistant, as_of=SUMMER)
    response = engine.query(QUESTION)
    assert "3.1 million euros" in str(response)
    assert response.metadata is not None
    citations = response.metadata["citations"]
    assert [node.node.text for node in response.source_nodes] == [citation["quote"] for citation in citations]
    assert [node.node.metadata["number"] for node in response.source_nodes] == [
        citation["number"] for citation in citations
    ]
    for node in response.source_nodes:
        assert_exact(assistant, node.node)
    assert str(asyncio.run(engine.aquery(QUESTION))) == str(response)


def test_the_query_engine_says_that_the_articles_do_not_say(assistant: Assistant) -> None:
    response = ArticleQueryEngine(assistant).query("What is the price of copper in Chile?")
    assert response.source_nodes == []
    assert response.metadata is not None
    assert response.metadata["status"] == "not_found"


def test_the_tool_tells_the_model_its_sources_and_the_program_its_nodes(assistant: Assistant) -> None:
    tool = ArticleTool(assistant, as_of=SUMMER, name="newspaper")
    assert tool.metadata.to_openai_tool()["function"]["parameters"]["required"] == ["input"]
    for output in (tool.call(QUESTION), tool(input=QUESTION), asyncio.run(tool.acall(QUESTION))):
        first = output.raw_output.source_nodes[0].node
        assert not output.is_error
        assert output.tool_name == "newspaper"
        assert f"[1] “{first.text}” — {first.metadata['title']}" in output.content
        assert_exact(assistant, first)


def test_the_tool_tells_the_model_what_is_wrong_with_its_question(assistant: Assistant) -> None:
    for output in (ArticleTool(assistant).call(" "), asyncio.run(ArticleTool(assistant).acall(" "))):
        assert output.is_error
        assert output.content.startswith("the question is empty")


def test_every_document_for_langchain_is_the_exact_slice_of_its_article(assistant: Assistant) -> None:
    retriever = LangChainRetriever(assistant, top_k=4, as_of=SUMMER)
    documents = retriever.invoke(QUESTION)
    assert len(documents) == 4
    for document in documents:
        article = assistant.article(document.metadata["article_id"])
        assert article.text[document.metadata["start"] : document.metadata["end"]] == document.page_content
        assert document.metadata["title"] == article.title
    assert asyncio.run(retriever.ainvoke(QUESTION)) == documents


@pytest.mark.parametrize(
    ("package", "module", "extra"),
    [("langchain_core", "assistant.adapters.langchain", "langchain"), ("mcp", "assistant.mcp_server", "mcp")],
)
def test_a_missing_extra_is_named_with_the_command_that_installs_it(package: str, module: str, extra: str) -> None:
    code = (
        f"import sys; sys.modules[{package!r}] = None\n"
        "from assistant import AssistantError\n"
        f"try:\n    import {module}\nexcept AssistantError as error:\n    print(error, isinstance(error, ImportError))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip().endswith(f"pip install 'article-assistant[{extra}]' True")
