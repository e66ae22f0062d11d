"""An MCP client that starts `assistant mcp`, asks a question, and reads the text around the first citation.

    python examples/mcp_client.py LIBRARY QUESTION

Needs: pip install 'article-assistant[mcp]'
"""

import asyncio
import sys

from mcp import Client, StdioServerParameters


async def main(library: str, question: str) -> None:
    """Prints the answer and the text around its first citation."""
    server = StdioServerParameters(command=sys.executable, args=["-m", "assistant", "mcp", "--library", library])
    async with Client(server) as client:
        answer = await client.call_tool("ask", {"question": question})
        print(answer.content[0].text)
        if answer.is_error or not answer.structured_content["citations"]:
            return
        citation = answer.structured_content["citations"][0]
        arguments = {"article_id": citation["article_id"], "start": max(citation["start"] - 200, 0), "length": 600}
        part = (await client.call_tool("read_article", arguments)).structured_content
        begin = citation["start"] - part["start"]
        assert part["text"][begin : begin + len(citation["quote"])] == citation["quote"]
        print(part["text"])


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
