"""Follow-ups over HTTP: from stored conversations and from turns that the client sends."""

from pathlib import Path

from api_server import served

CUP = "Who won the Corran Cup?"
SUMMER = "2026-07-01"


def test_questions_are_suggested_that_are_answered_within_what_is_chosen(own: Path) -> None:
    chosen = {"as_of": SUMMER, "sources": ["The Harbour Post"]}
    with served(own) as api:
        first = api.http.post("/v1/suggestions", json={**chosen, "limit": 2}).json()["questions"]
        assert 0 < len(first) <= 2
        talk = api.http.post("/v1/conversations", json={}).json()["id"]
        within = {**chosen, "conversation_id": talk}
        assert api.http.post("/v1/suggestions", json={**within, "limit": 2}).json()["questions"] == first
        api.ask("Who won the Corran Cup?", **within)
        following = api.http.post("/v1/suggestions", json=within).json()["questions"]
        assert following
        for question in [*first, *following]:
            answer = api.ask(question, **chosen).json()
            assert answer["status"] == "answered"
            assert {one["source"] for one in answer["citations"]} == {"The Harbour Post"}
        for wrong, status in (
            ({"sources": ["The Moon"]}, 400),
            ({"limit": 11}, 422),
            ({"conversation_id": "nobody's"}, 404),
        ):
            assert api.http.post("/v1/suggestions", json=wrong).status_code == status


def test_a_follow_up_is_understood_from_the_turns_that_its_asker_kept(own: Path) -> None:
    with served(own) as api:
        first = api.ask("When was Tannery Bridge closed?", as_of=SUMMER).json()
        history = [
            {"question": first["standalone_question"], "answer": first["text"]},
            {"question": "Thank you!", "answer": "You are welcome."},
        ]
        answer = api.ask("Why?", as_of=SUMMER, history=history).json()
        assert answer["standalone_question"] == "Why was Tannery Bridge closed?"
        assert api.ask("Why?", as_of=SUMMER).json()["standalone_question"] == "Why?"
        assert api.http.get("/v1/conversations").json()["conversations"] == []
        too_many = api.ask("Why?", as_of=SUMMER, history=history * 26)
        assert (too_many.status_code, too_many.json()["code"]) == (422, "invalid_request")


def test_a_follow_up_is_understood_from_its_conversation_and_after_a_restart(own: Path) -> None:
    with served(own) as api:
        begun = api.http.post("/v1/conversations", json={})
        assert begun.status_code == 201
        talk = begun.json()["id"]
        api.ask("When was Tannery Bridge closed?", as_of=SUMMER, conversation_id=talk)
    with served(own) as api:
        answer = api.ask("Why?", as_of=SUMMER, conversation_id=talk).json()
        assert answer["standalone_question"] == "Why was Tannery Bridge closed?"
        shown = api.http.get(f"/v1/conversations/{talk}").json()
        assert [one["question"] for one in shown["answers"]] == ["When was Tannery Bridge closed?", "Why?"]
        assert shown["answers"][1] == answer
        assert shown["title"] == "When was Tannery Bridge closed?"
        listed = api.http.get("/v1/conversations", params={"text": "tannery"}).json()
        assert [one["id"] for one in listed["conversations"]] == [talk]
        assert api.http.delete(f"/v1/conversations/{talk}").status_code == 204
        gone = api.http.get(f"/v1/conversations/{talk}")
        assert (gone.status_code, gone.json()["code"]) == (404, "conversation_not_found")
        assert api.ask("Why?", conversation_id=talk).status_code == 404
        assert api.ask("Why?", conversation_id=talk, stream=True).status_code == 404
