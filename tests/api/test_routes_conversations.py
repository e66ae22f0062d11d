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
        conversation_id = api.http.post("/v1/conversations", json={}).json()["id"]
        within = {**chosen, "conversation_id": conversation_id}
        assert api.http.post("/v1/suggestions", json={**within, "limit": 2}).json()["questions"] == first
        api.ask("Who won the Corran Cup?", **within)
        following = api.http.post("/v1/suggestions", json=within).json()["questions"]
        assert following
        for question in [*first, *following]:
            answer = api.ask(question, **chosen).json()
            assert answer["status"] == "answered"
            assert {citation["source"] for citation in answer["citations"]} == {"The Harbour Post"}
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
        created = api.http.post("/v1/conversations", json={})
        assert created.status_code == 201
        conversation_id = created.json()["id"]
        api.ask("When was Tannery Bridge closed?", as_of=SUMMER, conversation_id=conversation_id)
    with served(own) as api:
        answer = api.ask("Why?", as_of=SUMMER, conversation_id=conversation_id).json()
        assert answer["standalone_question"] == "Why was Tannery Bridge closed?"
        conversation = api.http.get(f"/v1/conversations/{conversation_id}").json()
        assert [turn["question"] for turn in conversation["answers"]] == ["When was Tannery Bridge closed?", "Why?"]
        assert conversation["answers"][1] == answer
        assert conversation["title"] == "When was Tannery Bridge closed?"
        page = api.http.get("/v1/conversations", params={"text": "tannery"}).json()
        assert [summary["id"] for summary in page["conversations"]] == [conversation_id]
        assert api.http.delete(f"/v1/conversations/{conversation_id}").status_code == 204
        gone = api.http.get(f"/v1/conversations/{conversation_id}")
        assert (gone.status_code, gone.json()["code"]) == (404, "conversation_not_found")
        assert api.ask("Why?", conversation_id=conversation_id).status_code == 404
        assert api.ask("Why?", conversation_id=conversation_id, stream=True).status_code == 404
