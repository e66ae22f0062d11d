"""Language models behind llama-index's `LLM` interface: chosen by one setting, streamed, with failures in plain words."""
