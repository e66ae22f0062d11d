"""What published embedding models expect in front of a text, by their names, as their model cards say.

A model that states its own prompts in the sentence-transformers format needs no entry.
"""

import re

from assistant.ingest.embedders.onnx_embedder import Prefixes

_SEARCH_INSTRUCTION = "Instruct: Given a web search query, retrieve relevant passages that answer the query\nQuery: "
_ENGLISH_BGE, _CHINESE_BGE = (
    "Represent this sentence for searching relevant passages: ",
    "为这个句子生成表示以用于检索相关文章：",
)

_FAMILIES = (
    # https://huggingface.co/intfloat/multilingual-e5-large-instruct, https://huggingface.co/intfloat/e5-base-v2
    (re.compile(r"e5-.*instruct"), Prefixes(_SEARCH_INSTRUCTION)),
    (re.compile(r"\be5-(?:small|base|large)"), Prefixes("query: ", "passage: ")),
    # https://huggingface.co/BAAI/bge-base-en-v1.5; bge-m3 needs none.
    (re.compile(r"\bbge-(?:small|base|large)-en"), Prefixes(_ENGLISH_BGE)),
    (re.compile(r"\bbge-(?:small|base|large)-zh"), Prefixes(_CHINESE_BGE)),
    # https://huggingface.co/Alibaba-NLP/gte-Qwen2-1.5B-instruct; the other models of the family need none.
    (re.compile(r"\bgte-.*instruct"), Prefixes(_SEARCH_INSTRUCTION)),
    # https://huggingface.co/nomic-ai/nomic-embed-text-v1.5
    (re.compile(r"\bnomic-embed-text"), Prefixes("search_query: ", "search_document: ")),
    # https://huggingface.co/jinaai/jina-embeddings-v3; version 2 needs none.
    (
        re.compile(r"\bjina-embeddings-v3"),
        Prefixes("Represent the query for retrieving evidence documents: ", "Represent the document for retrieval: "),
    ),
)
"""Patterns of names in lower case; the first that is found counts."""


def prefixes_of(name: str) -> Prefixes:
    """Returns the prefixes of a model.

    Args:
        name: Its hub name or folder, of which the last part counts.
    """
    model = re.split(r"[/\\]", name.rstrip("/\\"))[-1].lower()
    return next((prefixes for pattern, prefixes in _FAMILIES if pattern.search(model)), Prefixes())
