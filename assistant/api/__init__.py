"""The HTTP API: `/v1`, an OpenAI-compatible `/v1/chat/completions`, `/mcp`, the widget, health and metrics.

Input: HTTP requests, as an ASGI app.
Output: JSON, server-sent events, errors as `application/problem+json`.
May import: `assistant.assistant`, `background`, `mcp_server`, `widget` and what is below them.
"""
