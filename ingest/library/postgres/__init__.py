"""The catalog in PostgreSQL, for a library that many machines share."""
