"""Asks a library with a language model that follows a script."""

from pathlib import Path

from llm_servers import Behaviour, LLMServer
from sample_library import SUMMER

from assistant import Answer, Assistant
from assistant.settings import load_settings


def opened(library: Path, llm: str, **settings: object) -> Assistant:
    return Assistant.open(settings=load_settings(library=library, llm=llm, **settings))


def ask_scripted(library: Path, *script: Behaviour, question: str, **settings: object) -> tuple[Answer, LLMServer]:
    """Returns the answer, and the server with the requests that it received."""
    with LLMServer(*script) as server, opened(library, server.setting, **settings) as assistant:
        return assistant.ask(question, as_of=SUMMER), server
