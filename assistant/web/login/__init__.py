"""The login: users, password hashes, login sessions, the login page and the middleware that requires a login.

Input: the form of the login page and the session cookie. Output: the name of the user.
May import: the modules of `assistant.web`, `assistant.settings` and `assistant.ingest.errors`.
"""
