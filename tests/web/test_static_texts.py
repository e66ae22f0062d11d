"""The fixed texts of a page come in the language of the browser, and whatever they contain, the page's configuration stays valid."""

import json
import re

import pytest
from fastapi import FastAPI
from fastapi.responses import HTMLResponse, JSONResponse
from fastapi.testclient import TestClient

from assistant.web.language import _, in_language, ngettext
from assistant.web.static_texts import StaticTexts, StaticTextsMiddleware

HOSTILE = "</script><b title='x'>\"&\\"


@pytest.fixture
def client() -> TestClient:
    texts = StaticTexts()
    config = json.dumps({"form": texts.add(lambda: _("Your question")), "other": texts.add(lambda: HOSTILE)})
    app = FastAPI()

    @app.get("/", response_class=HTMLResponse)
    def page() -> str:
        return f'<!doctype html><html lang="en"><head></head><script>config = {config};</script></html>'

    @app.get("/data")
    def data() -> JSONResponse:
        return JSONResponse({"form": config, "language": _("Your question")})

    app.add_middleware(StaticTextsMiddleware, texts=texts)
    return TestClient(app)


@pytest.mark.parametrize(
    ("header", "language", "text"),
    [("de", "de", "Ihre Frage"), ("ru-RU", "ru", "Ваш вопрос"), ("fr", "en", "Your question")],
)
def test_a_page_is_completed_in_the_language_of_the_browser(
    client: TestClient, header: str, language: str, text: str
) -> None:
    response = client.get("/", headers={"accept-language": header})
    assert f'lang="{language}"' in response.text
    assert int(response.headers["content-length"]) == len(response.content)
    assert "accept-language" in response.headers["vary"]
    found = re.search("config = (.*);</script>", response.text)
    assert found
    assert json.loads(found[1]) == {"form": text, "other": HOSTILE}
    assert ("Gespräche" in response.text) == (language == "de")  # a message of a script


def test_other_responses_are_left_alone_but_made_in_that_language(client: TestClient) -> None:
    response = client.get("/data", headers={"accept-language": "de"})
    assert "[[text 0 of the page]]" in response.json()["form"]
    assert response.json()["language"] == "Ihre Frage"


@pytest.mark.parametrize(
    ("number", "text"),
    [(1, "1 статья"), (3, "3 статьи"), (5, "5 статей"), (21, "21 статья"), (1200, "1\N{NO-BREAK SPACE}200 статей")],
)
def test_numbers_take_the_forms_of_the_language(number: int, text: str) -> None:
    with in_language("ru"):
        assert ngettext("%(number)s article", "%(number)s articles", number) == text
