"""The chat: questions, answers, citations and the list of conversations.

Input: the events of the chat page. Output: HTML of its turns, and answers kept in the conversation store.
May import: `assistant.web.reading`, the modules of `assistant.web`, `assistant.api` and below.
"""
