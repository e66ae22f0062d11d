"""Language model providers: each opens one kind of model behind llama-index's `LLM` interface.

Input: a model spec.
Output: an open model.
May import: `generative.errors`, `generative.model_spec`.
"""
