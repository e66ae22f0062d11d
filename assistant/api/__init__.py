"""The assistant over HTTP: `/v1`, an OpenAI-compatible `/v1/chat/completions`, health and metrics."""
