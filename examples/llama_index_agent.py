"""A llama-index agent that asks the articles, and the exact characters of its sources.

    python examples/llama_index_agent.py LIBRARY ADDRESS MODEL QUESTION

ADDRESS is a server that speaks the OpenAI API: http://127.0.0.1:11434/v1 for Ollama, https://api.openai.com/v1 with OPENAI_API_KEY.
Needs: pip install 'article-assistant[llm-openai]'
"""

import asyncio
import os
import sys

from llama_index.core.agent.workflow import ReActAgent, ToolCallResult
from llama_index.core.schema import TextNode
from llama_index.llms.openai_like import OpenAILike

from assistant import Assistant
from assistant.adapters.llama_index import ArticleTool


async def main(library: str, address: str, model: str, question: str) -> None:
    """Runs the agent; prints its sources and its answer."""
    key = os.environ.get("OPENAI_API_KEY", "none")
    llm = OpenAILike(model=model, api_base=address, api_key=key, is_chat_model=True, context_window=8192)
    async with Assistant.open(library, create=False) as assistant:
        running = ReActAgent(tools=[ArticleTool(assistant)], llm=llm).run(question)
        async for event in running.stream_events():
            if isinstance(event, ToolCallResult) and not event.tool_output.is_error:
                for source in event.tool_output.raw_output.source_nodes:
                    await print_source(assistant, source.node)
        print(await running)


async def print_source(assistant: Assistant, node: TextNode) -> None:
    """Prints a source of the tool's answer, sliced from the article itself."""
    article = await assistant.aarticle(node.metadata["article_id"])
    quote = article.text[node.start_char_idx : node.end_char_idx]
    assert quote == node.text
    print(f"{article.title}, characters {node.start_char_idx}-{node.end_char_idx}: {quote}")


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
