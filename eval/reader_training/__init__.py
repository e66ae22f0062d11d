"""How the reader (`assistant/reader`) is trained: `python -m assistant.eval.reader_training.train FOLDER OUT.onnx`."""
