"""Trains the QA model: `python -m assistant.eval.training.qa_model.train FOLDER OUT.onnx`.

Input: a folder of published question sets.
Output: the ONNX graph of `assistant/extractive/qa_model`.
May import: `assistant.extractive.qa_model`, `ingest`.
"""
