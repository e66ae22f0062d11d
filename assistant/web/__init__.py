"""The web page: chat, library and settings, served with Gradio beside the HTTP API.

Input: HTTP requests and Gradio events of browsers. Output: HTML, and changes of the library and the stored conversations.
May import: `assistant.api` and everything below it. Imported by `assistant.cli` only.
"""
