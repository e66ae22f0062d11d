-- Questions that are asked again when articles arrive. All times are ISO 8601, UTC, in microseconds.
CREATE TABLE standing_questions (
    id TEXT PRIMARY KEY,
    question TEXT NOT NULL,
    added_at TEXT NOT NULL,
    asked_at TEXT NOT NULL,
    answer TEXT NOT NULL,           -- JSON of assistant.answers.answer.Answer
    entry_cosine REAL NOT NULL,     -- a new passage that is less similar to the question changes no answer
    passages_through INTEGER NOT NULL,  -- the passages up to this number have been considered
    removals INTEGER NOT NULL       -- of the library, when it was asked
);

CREATE TABLE answer_changes (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    question TEXT NOT NULL REFERENCES standing_questions (id) ON DELETE CASCADE,
    noticed_at TEXT NOT NULL,
    kind TEXT NOT NULL,             -- answered, refused, lead, short_answer, statement
    before_answer TEXT NOT NULL,    -- JSON of Answer
    after_answer TEXT NOT NULL,
    is_seen INTEGER NOT NULL,
    send_attempts INTEGER NOT NULL, -- of the webhook
    send_next_at TEXT               -- NULL if it was sent, or need not be
);
CREATE INDEX answer_changes_of ON answer_changes (question);
