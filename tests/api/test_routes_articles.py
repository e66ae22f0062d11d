"""Articles and ingest jobs over HTTP."""

import json
import threading
from pathlib import Path

import pytest
from api_server import Served, served

from assistant import Assistant

CUP = "Who won the Corran Cup?"
SUMMER = "2026-07-01"


def test_articles_come_in_pages_that_hold_each_of_them_once(api: Served) -> None:
    ids, offset = [], 0
    while offset is not None:
        page = api.http.get("/v1/articles", params={"limit": 5, "offset": offset}).json()
        assert len(page["articles"]) <= 5
        ids += [article["id"] for article in page["articles"]]
        offset = page["next_offset"]
    assert sorted(ids) == sorted(article.id for article in api.assistant.articles())
    matches = api.http.get("/v1/articles", params={"text": "festival"}).json()["articles"]
    assert any("festival" in article["title"].lower() for article in matches)
    assert len(matches) < len(ids)


def test_an_article_that_is_sent_is_added_found_replaced_and_removed(own: Path) -> None:
    with served(own) as api:
        kiosk = {
            "id": "kiosk/1 ö",
            "title": "Kiosk opens",
            "text": "A kiosk opened on Rope Street on Monday.\n\nIt sells tea.",
        }
        job = api.finished(api.http.post("/v1/articles", json={"articles": [kiosk]}))
        assert (job["state"], job["report"]["added"], job["read"]) == ("done", [kiosk["id"]], 1)
        assert api.ask("What does the kiosk on Rope Street sell?").json()["citations"][0]["article_id"] == kiosk["id"]
        path = "/v1/articles/kiosk%2F1%20%C3%B6"
        assert api.http.get(path).json()["text"] == kiosk["text"]
        changed = {**kiosk, "text": kiosk["text"].replace("tea", "coffee"), "published": "2026-05-01"}
        job = api.finished(api.http.post("/v1/articles", json={"articles": [changed]}))
        assert job["report"]["updated"] == [kiosk["id"]]
        assert api.http.get(path).json()["published"] == "2026-05-01T00:00:00Z"
        assert api.http.delete(path).status_code == 204
        assert api.http.get(path).json()["code"] == "article_not_found"
        assert api.http.delete(path).status_code == 404


def test_files_are_read_by_their_kind_and_one_bad_file_does_not_stop_the_others(own: Path) -> None:
    files = [
        ("files", ("pier.md", b"# Pier reopens\n\nThe pier reopened on Friday after a storm.")),
        ("files", ("broken.pdf", b"%PDF-1.7 no more")),
        ("files", ("records.csv", b"id,title,text\nr1,Ferry,The ferry sails at noon from the new pier.\n")),
    ]
    with served(own) as api:
        job = api.finished(api.http.post("/v1/articles/files", files=files))
        assert job["state"] == "done"
        assert len(job["report"]["added"]) == 2
        assert [failure["origin"] for failure in job["report"]["failed"]] == ["upload/broken.pdf"]
        again = api.finished(api.http.post("/v1/articles/files", files=files[:1]))
        assert len(again["report"]["unchanged"]) == 1, "the same name is the same article"
        assert "upload" not in json.dumps(api.http.get(f"/v1/articles/{again['report']['unchanged'][0]}").json())


def test_a_job_can_be_cancelled_while_it_runs_and_while_it_waits(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started, resume = threading.Event(), threading.Event()
    ingest = Assistant.ingest

    def slow_ingest(assistant, sources, **options):
        started.set()
        resume.wait(30)
        return ingest(assistant, sources, **options)

    monkeypatch.setattr(Assistant, "ingest", slow_ingest)
    with served(own) as api:
        article = {"id": "late", "text": "The late ferry sails at ten."}
        first = api.http.post("/v1/articles", json={"articles": [article]})
        second = api.http.post("/v1/articles", json={"articles": [article]})
        assert started.wait(30)
        assert api.http.get(first.headers["location"]).json()["state"] == "running"
        assert api.http.get(second.headers["location"]).json()["state"] == "waiting"
        assert api.http.delete(first.headers["location"]).status_code == 202
        assert api.http.delete(second.headers["location"]).status_code == 202
        resume.set()
        assert [api.finished(response)["state"] for response in (first, second)] == ["cancelled", "cancelled"]
        assert api.http.get("/v1/articles/late").status_code == 404
