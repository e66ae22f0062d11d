"""A LangChain chain over the articles: the retriever finds passages, and each names the exact characters that it is.

    python examples/langchain_chain.py LIBRARY QUESTION

Needs: pip install 'article-assistant[langchain]'. Put a model of yours behind the prompt: `chain | model`.
"""

import sys

from langchain_core.documents import Document
from langchain_core.prompts import ChatPromptTemplate
from langchain_core.runnables import RunnablePassthrough

from assistant import Assistant
from assistant.adapters.langchain import ArticleRetriever

PROMPT = ChatPromptTemplate.from_template("Answer from these passages only:\n\n{passages}\n\nQuestion: {question}")


def numbered(documents: list[Document]) -> str:
    """The passages as the model reads them."""
    return "\n\n".join(
        f"[{number}] {one.metadata['title']} (article {one.metadata['article_id']}, characters "
        f"{one.metadata['start']}-{one.metadata['end']})\n{one.page_content}"
        for number, one in enumerate(documents, 1)
    )


def main(library: str, question: str) -> None:
    """Prints what the chain would send to a model."""
    with Assistant.open(library, create=False) as assistant:
        passages = ArticleRetriever(assistant, top_k=3) | numbered
        chain = {"passages": passages, "question": RunnablePassthrough()} | PROMPT
        print(chain.invoke(question).to_string())


if __name__ == "__main__":
    main(*sys.argv[1:])
