"""A LangChain chain over the articles: the retriever returns passages with exact character offsets.

    python examples/langchain_chain.py LIBRARY QUESTION

Needs: pip install 'article-assistant[langchain]'. Append your own model to the chain: `chain | model`.
"""

import sys

from langchain_core.documents import Document
from langchain_core.prompts import ChatPromptTemplate
from langchain_core.runnables import RunnablePassthrough

from assistant import Assistant
from assistant.adapters.langchain import ArticleRetriever

PROMPT = ChatPromptTemplate.from_template("Answer from these passages only:\n\n{passages}\n\nQuestion: {question}")


def numbered(documents: list[Document]) -> str:
    """Formats the passages for the model."""
    return "\n\n".join(
        f"[{number}] {document.metadata['title']} (article {document.metadata['article_id']}, characters "
        f"{document.metadata['start']}-{document.metadata['end']})\n{document.page_content}"
        for number, document in enumerate(documents, 1)
    )


def main(library: str, question: str) -> None:
    """Prints what the chain would send to a model."""
    with Assistant.open(library, create=False) as assistant:
        passages = ArticleRetriever(assistant, top_k=3) | numbered
        chain = {"passages": passages, "question": RunnablePassthrough()} | PROMPT
        print(chain.invoke(question).to_string())


if __name__ == "__main__":
    main(*sys.argv[1:])
