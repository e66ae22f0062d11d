"""How the QA model (`assistant/qa_model`) is trained, exported and measured; `train.py` is where to start."""
