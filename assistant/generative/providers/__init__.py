"""Language model providers: one file per provider behind the interface in `base.py`.

Input: a model spec with limits and a key.
Output: an open model, which gives connections to llama-index's `LLM` interface.
May import: `generative.errors`, `generative.cancellation`, `generative.model_spec`, `generative.token_counts`, `settings`.
"""
