"""Articles for the demo: about an invented town and invented people, but for one that retells a real report of 2016."""
