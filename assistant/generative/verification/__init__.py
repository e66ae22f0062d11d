"""Whether a sentence is backed by what it cites: facts, negation and meaning, without a language model."""
