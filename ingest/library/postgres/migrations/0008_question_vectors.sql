-- The vector of each standing question (little-endian float32), so that new passages are compared with all questions at once.
-- NULL until the question is asked next.
ALTER TABLE standing_questions ADD COLUMN vector bytea;
ALTER TABLE standing_questions ADD COLUMN embedder text;
