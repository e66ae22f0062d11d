"""Follow-up questions rewritten by rules: what a question takes over from the turns before it.

Input: a question and the turns before it.
Output: a standalone question.
May import: `conversations.past_turns`, `facts`, `ingest`.
"""
