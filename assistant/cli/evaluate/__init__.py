"""`assistant eval`: one module per command."""
