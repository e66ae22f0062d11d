"""`/v1/conversations`: the caller's earlier questions and answers, for follow-ups."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from assistant.api.authentication import ReadCaller
from assistant.api.conversation_schemas import ConversationPage, ConversationRequest, ConversationShown
from assistant.api.problems import problem_responses
from assistant.api.request_fields import MAX_PAGE, Name
from assistant.api.services import Services

_MAX_OFFSET = 2**31 - 1


def conversation_routes(services: Services) -> APIRouter:
    """Returns the routes about conversations. A caller sees only conversations of the own key."""
    router = APIRouter(tags=["conversations"])
    store = services.conversations

    @router.post("/v1/conversations", status_code=201, responses=problem_responses(400, 408, 413, 422))
    def begin(body: ConversationRequest, caller: ReadCaller, response: Response) -> ConversationShown:
        """Begins a conversation; ask within it by its id."""
        conversation = store.create(caller.owner, body.title)
        response.headers["Location"] = f"/v1/conversations/{conversation.summary.id}"
        return ConversationShown.of(conversation)

    @router.get("/v1/conversations", responses=problem_responses(422))
    def conversations(
        caller: ReadCaller,
        limit: Annotated[int, Query(ge=1, le=MAX_PAGE, description="The largest number of results.")] = 50,
        offset: Annotated[int, Query(ge=0, le=_MAX_OFFSET, description="The number of results to skip.")] = 0,
        text: Annotated[
            str, Query(max_length=500, description="Only conversations with this text in title, questions or answers.")
        ] = "",
    ) -> ConversationPage:
        """Lists the caller's conversations, the one changed last first."""
        return ConversationPage.of(store.list(caller.owner, text, limit + 1, offset), limit, offset)

    @router.get("/v1/conversations/{conversation_id}", responses=problem_responses(404, 422))
    def conversation(conversation_id: Name, caller: ReadCaller) -> ConversationShown:
        """Returns one conversation with its answers."""
        return ConversationShown.of(store.get(caller.owner, conversation_id))

    @router.delete("/v1/conversations/{conversation_id}", status_code=204, responses=problem_responses(404, 422))
    def delete(conversation_id: Name, caller: ReadCaller) -> None:
        """Deletes a conversation with its answers."""
        store.delete(caller.owner, conversation_id)

    return router
