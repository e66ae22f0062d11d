-- Questions that are asked again when articles arrive. All times are ISO 8601, UTC, in microseconds.
CREATE TABLE standing_questions (
    id text COLLATE "C" PRIMARY KEY,
    question text NOT NULL,
    added_at text NOT NULL,
    asked_at text NOT NULL,
    answer text NOT NULL,           -- JSON of assistant.answers.answer.Answer
    entry_cosine double precision NOT NULL,     -- a new passage that is less similar to the question changes no answer
    passages_through bigint NOT NULL,  -- the passages up to this number have been considered
    removals integer NOT NULL       -- of the library, when it was asked
);

CREATE TABLE answer_changes (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    question text COLLATE "C" NOT NULL REFERENCES standing_questions (id) ON DELETE CASCADE,
    noticed_at text NOT NULL,
    kind text NOT NULL,             -- answered, refused, lead, short_answer, statement
    before_answer text NOT NULL,    -- JSON of Answer
    after_answer text NOT NULL,
    is_seen integer NOT NULL,
    send_attempts integer NOT NULL, -- of the webhook
    send_next_at text COLLATE "C"               -- NULL if it was sent, or need not be
);
CREATE INDEX answer_changes_of ON answer_changes (question);
