"""`/widget.js`: the chat bubble for other sites."""

from fastapi import APIRouter, Response

from assistant.widget import WIDGET_PATH, widget_script

_HEADERS = {
    "Cache-Control": "public, max-age=3600",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "X-Content-Type-Options": "nosniff",
}


def widget_routes() -> APIRouter:
    """Returns the route of the script, which any page may load. `allowed_origins` and the keys decide what it may ask."""
    router = APIRouter()

    @router.get(WIDGET_PATH, include_in_schema=False)
    def widget() -> Response:
        return Response(widget_script(), media_type="text/javascript", headers=_HEADERS)

    return router
