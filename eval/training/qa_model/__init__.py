"""Trains, exports and measures the QA model (`assistant/extractive/qa_model`); `train.py` is the place to start.

Input: published data sets (`sources.py`) and twin questions (`twins.py`). Output: an ONNX file. It may import all of the assistant.
"""
