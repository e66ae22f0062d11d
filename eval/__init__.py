"""The measuring: question sets, what counts as right, and a run over a set."""
