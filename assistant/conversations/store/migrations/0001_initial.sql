CREATE TABLE conversations (
    id TEXT PRIMARY KEY,
    owner TEXT NOT NULL,
    title TEXT NOT NULL,
    folded_title TEXT NOT NULL,     -- for the search
    created TEXT NOT NULL,          -- ISO 8601, UTC, with microseconds; so are all times
    changed TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX conversations_of ON conversations (owner, changed);

CREATE TABLE turns (
    number INTEGER PRIMARY KEY AUTOINCREMENT,   -- never used again, so that feedback means the answer that was given
    conversation TEXT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
    asked TEXT NOT NULL,
    answer TEXT NOT NULL,                       -- JSON of assistant.answer.Answer
    folded_words TEXT NOT NULL                  -- question and answer, for the search
);
CREATE INDEX turns_of ON turns (conversation, number);

-- Outlives the turn that it is about: an answer is often rated down and then asked for again.
CREATE TABLE feedback (
    turn INTEGER PRIMARY KEY,
    conversation TEXT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
    rated TEXT NOT NULL,
    rating TEXT NOT NULL CHECK (rating IN ('up', 'down')),
    answer TEXT NOT NULL,
    evidence TEXT NOT NULL                      -- JSON of a list of RatedPassage
);
CREATE INDEX feedback_of ON feedback (conversation);
