"""The web page: the chat on the left, the article on the right."""
