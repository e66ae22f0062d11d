"""The language of the page that is being made: the one that the browser prefers, of those that there are translations for.

The language is a context variable, as the views are called from event handlers of Gradio and from routes alike. Of an answer, the page shows the
words that belong to it in the language of the question (see `Answer.language`); everything around them is in the language of the page.
"""

import inspect
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from gradio.context import LocalContext

from assistant.prompts.translation import SOURCE_LANGUAGE, catalogue, preferred_language

P = ParamSpec("P")
R = TypeVar("R")

_page_language: ContextVar[str] = ContextVar("page_language", default=SOURCE_LANGUAGE)


def page_language() -> str:
    """Returns the language of the page that is being made, as a primary subtag."""
    return _page_language.get()


@contextmanager
def in_language(language: str) -> Iterator[None]:
    """Sets the language of what is made in this context."""
    token = _page_language.set(language)
    try:
        yield
    finally:
        _page_language.reset(token)


def _(text: str, **values: object) -> str:
    """Translates a message, and puts the values in the place of their names, such as `%(name)s`."""
    translated = catalogue(page_language()).gettext(text)
    return translated % values if values else translated


def ngettext(singular: str, plural: str, number: int, **values: object) -> str:
    """Translates a message with a number, which takes the place of `%(number)s`.

    Args:
        singular: The message for one thing.
        plural: The message for several.
        number: The number of things.
        values: Other values, which take the places of their names.
    """
    translated = catalogue(page_language()).ngettext(singular, plural, number)
    return translated % {"number": format_number(number), **values}


def format_number(number: int) -> str:
    """Returns a number with the separators of the page's language."""
    if page_language() == SOURCE_LANGUAGE:
        return f"{number:,}"
    from babel.numbers import format_decimal

    return format_decimal(number, locale=page_language())


def for_browser(handler: Callable[P, R]) -> Callable[P, R]:
    """Makes an event handler of Gradio answer in the language of the browser that sent the event.

    A generator runs in a context of its own for each value, so the language is set each time.
    """
    if inspect.isgeneratorfunction(handler):

        @wraps(handler)
        def generate(*args: P.args, **kwargs: P.kwargs) -> Generator[Any, None, None]:
            language, values = _browser_language(), handler(*args, **kwargs)
            assert isinstance(values, Generator)
            try:
                while True:
                    with in_language(language):
                        try:
                            value = next(values)
                        except StopIteration:
                            return
                    yield value
            finally:
                values.close()

        return generate  # type: ignore[return-value]  # a generator as the handler is

    @wraps(handler)
    def handle(*args: P.args, **kwargs: P.kwargs) -> R:
        with in_language(_browser_language()):
            return handler(*args, **kwargs)

    return handle


def _browser_language() -> str:
    """Returns the language that the browser of the current event prefers."""
    request = LocalContext.request.get(None)
    return preferred_language(str(request.headers.get("accept-language", "")) if request is not None else "")
