"""The article road: a source becomes articles, articles become passages, passages go into the library."""
