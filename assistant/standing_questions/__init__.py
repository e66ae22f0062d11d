"""Standing questions: asked again when relevant articles arrive; a change of the answer in substance is an event.

Input: questions, and a library to which articles are added. Output: changes of answers, with both answers; a webhook.
May import: `ingest`, `prompts`, `settings`, `facts`, `questions`, `answers`, `retrieval`, `extractive`.
"""

from assistant.standing_questions.comparison import ChangeKind, compare_answers
from assistant.standing_questions.records import AnswerChange, StandingQuestion
from assistant.standing_questions.standing_questions import StandingQuestions

__all__ = ["AnswerChange", "ChangeKind", "StandingQuestion", "StandingQuestions", "compare_answers"]
