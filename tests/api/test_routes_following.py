"""Sources, briefings, standing questions and editions over HTTP: with the scope that each needs, and as the other entry points have them."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from api_server import served
from lxml import etree
from news_site import NewsSite, news_site

from assistant.api.keys import KeyStore

LOCAL = {"fetch_networks": ["127.0.0.0/8"], "follow_host_seconds": 0}


@pytest.fixture
def site() -> Iterator[NewsSite]:
    with news_site() as running:
        running.publish(1)
        yield running


def test_sources_are_followed_listed_changed_and_removed(own: Path, site: NewsSite) -> None:
    with served(own, **LOCAL) as api:
        followed = api.http.post("/v1/following", json={"url": site.url("/feed.xml"), "every_minutes": 10})
        assert followed.status_code == 201, followed.text
        address = followed.headers["location"]
        api.assistant.following.check_due()
        (source,) = api.http.get("/v1/following").json()["sources"]
        assert (source["added"], source["error"], source["every_minutes"]) == (1, "", 10)
        assert api.http.post(f"{address}/pause").json()["is_paused"]
        assert not api.http.post(f"{address}/resume").json()["is_paused"]
        opml = api.http.get("/v1/following.opml").text
        assert site.url("/feed.xml") in opml
        metrics = api.http.get("/metrics").text
        assert "assistant_sources 1.0" in metrics
        assert "assistant_sources_failing 0.0" in metrics
        assert api.http.delete(address).status_code == 204
        assert api.http.get(address).json()["code"] == "source_not_found"
        assert len(api.http.post("/v1/following.opml", json={"opml": opml}).json()) == 1
        assert api.http.post("/v1/following", json={"url": str(own)}).status_code == 400
        assert api.http.post("/v1/following", json={"url": "http://10.0.0.1/feed"}).status_code in {400, 422}


def test_a_key_that_may_only_read_follows_and_watches_nothing(own: Path) -> None:
    secret = KeyStore(own).make("reader", "read")
    with served(own) as api:
        api.http.headers["Authorization"] = f"Bearer {secret}"
        for path in ("/v1/following", "/v1/briefing", "/v1/standing-questions", "/v1/changes", "/v1/changes.atom"):
            assert api.http.get(path).status_code == 200, path
        changes = {"/v1/following": {"url": "https://example.org/"}, "/v1/standing-questions": {"question": "Who?"}}
        for path, body in changes.items():
            assert api.http.post(path, json=body).json()["code"] == "scope_missing"
        assert api.http.delete("/v1/following/x").json()["code"] == "scope_missing"


def test_an_old_citation_opens_its_exact_words_after_three_edits(own: Path, tmp_path: Path) -> None:
    question = "How many crates of herring did the stalls sell on Pike Lane?"
    with served(own) as api:
        file = tmp_path / "market.jsonl"
        for crates in (7, 9, 12, 15):
            text = f"The stalls on Pike Lane sold {crates} crates of herring on Friday, the harbour master said."
            file.write_text(json.dumps({"id": "market", "title": "Herring on Pike Lane", "text": text}) + "\n")
            api.assistant.ingest(file)
            if crates == 7:
                conversation = api.http.post("/v1/conversations", json={"title": "Market"}).json()["id"]
                api.ask(question, conversation_id=conversation)
        stored = api.http.get(f"/v1/conversations/{conversation}").json()["answers"][0]
        cited = next(one for one in stored["citations"] if one["article_id"] == "market")
        assert "7 crates" in cited["quote"]
        old = api.http.get("/v1/articles/market", params={"edition": cited["edition"]}).json()
        assert old["text"][cited["start"] : cited["end"]] == cited["quote"]
        assert "15 crates" in api.http.get("/v1/articles/market").json()["text"]
        assert "15 crates" in api.ask(question).json()["text"]
        editions = api.http.get("/v1/editions/market").json()
        assert editions[0]["edition"] == cited["edition"]
        changed = [part for part in editions[-1]["changes"] if part["kind"] != "same"]
        assert [part["text"].strip() for part in changed] == ["12", "15"]
        missing = api.http.get("/v1/articles/market", params={"edition": "0" * 16})
        assert (missing.status_code, missing.json()["code"]) == (404, "edition_not_found")


def test_changed_answers_and_stories_are_feeds_that_feed_readers_take(own: Path, tmp_path: Path) -> None:
    question = "How many crates of herring did the stalls sell on Pike Lane?"
    with served(own) as api:
        file = tmp_path / "market.jsonl"
        for crates in (7, 9):
            text = f"The stalls on Pike Lane sold {crates} crates of herring on Friday, said <b>the harbour master</b>."
            file.write_text(json.dumps({"id": "market", "title": "Herring & crab", "text": text}) + "\n")
            api.assistant.ingest(file)
            if crates == 7:
                asked = api.http.post("/v1/standing-questions", json={"question": question})
                assert asked.status_code == 201
        api.assistant.standing_questions.check()
        (change,) = api.http.get("/v1/changes").json()
        assert (change["question"], change["kind"]) == (question, "short_answer")
        for path in ("/v1/changes.atom", "/v1/briefing.atom?since=2026-03-01&until=2026-03-31"):
            response = api.http.get(path)
            assert response.headers["content-type"].startswith("application/atom+xml")
            feed = etree.fromstring(response.content)
            assert len(feed.findall("{*}entry")) >= 1
            assert all(entry.find("{*}content").get("type") == "text" for entry in feed.findall("{*}entry"))
        briefing = api.http.get("/v1/briefing", params={"since": "2026-03-01", "until": "2026-03-31"}).json()
        assert briefing["stories"][0]["quote"]["quote"]
        assert api.http.delete(f"/v1/standing-questions/{asked.json()['id']}").status_code == 204
        assert api.http.get("/v1/changes").json() == []
