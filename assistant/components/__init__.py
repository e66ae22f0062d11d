"""The parts that `Assistant` is composed of: loaded models, ingestion, question answering, async methods.

Input: a `Library` and the `Settings`.
Output: objects and functions that `assistant/assistant.py` calls.
May import: every stage of the two pipelines, `replies`, `settings`; no entry point and not `assistant/assistant.py`.
"""
