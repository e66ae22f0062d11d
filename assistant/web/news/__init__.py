"""The page of what is new: the stories of the last days, standing questions, and answers that have changed.

Input: events of the page. Output: HTML.
May import: the modules of `assistant.web`, `assistant.api`, `assistant.briefing` and `assistant.standing_questions`.
"""
