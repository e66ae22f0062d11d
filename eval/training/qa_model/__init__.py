"""How the reader (`assistant/reader`) is trained: `python -m assistant.eval.training.qa_model.train FOLDER OUT.onnx`."""
