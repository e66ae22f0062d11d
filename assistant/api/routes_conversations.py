"""`/v1/conversations`: what the caller has asked before, for follow-ups."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from assistant.api.caller import Reading
from assistant.api.problems import declared
from assistant.api.services import Services
from assistant.api.shapes import MAX_PAGE, ConversationPage, ConversationRequest, ConversationShown, Name

_MAX_OFFSET = 2**31 - 1


def conversation_routes(services: Services) -> APIRouter:
    """The routes about conversations. Nobody sees those of another key."""
    router = APIRouter(tags=["conversations"])
    store = services.conversations

    @router.post("/v1/conversations", status_code=201, responses=declared(400, 408, 413, 422))
    def begin(wanted: ConversationRequest, caller: Reading, response: Response) -> ConversationShown:
        """Begins a conversation; ask within it by its id."""
        begun = store.create(caller.owner, wanted.title)
        response.headers["Location"] = f"/v1/conversations/{begun.summary.id}"
        return ConversationShown.of(begun)

    @router.get("/v1/conversations", responses=declared(422))
    def conversations(
        caller: Reading,
        limit: Annotated[int, Query(ge=1, le=MAX_PAGE, description="At most so many.")] = 50,
        offset: Annotated[int, Query(ge=0, le=_MAX_OFFSET, description="How many to leave out first.")] = 0,
        text: Annotated[
            str, Query(max_length=500, description="Only those with this in title, questions or answers.")
        ] = "",
    ) -> ConversationPage:
        """Lists the caller's conversations, the one changed last first."""
        return ConversationPage.of(store.list(caller.owner, text, limit + 1, offset), limit, offset)

    @router.get("/v1/conversations/{conversation_id}", responses=declared(404, 422))
    def conversation(conversation_id: Name, caller: Reading) -> ConversationShown:
        """One conversation with its answers."""
        return ConversationShown.of(store.get(caller.owner, conversation_id))

    @router.delete("/v1/conversations/{conversation_id}", status_code=204, responses=declared(404, 422))
    def delete(conversation_id: Name, caller: Reading) -> None:
        """Deletes a conversation with its answers."""
        store.delete(caller.owner, conversation_id)

    return router
