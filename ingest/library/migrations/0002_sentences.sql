-- The sentences of each passage, for the question of which one is closest.
CREATE TABLE sentences (
    passage INTEGER PRIMARY KEY REFERENCES passages (number) ON DELETE CASCADE,
    spans BLOB NOT NULL,            -- little-endian uint32, four a sentence: start and end in the passage's text, paragraph, and 1 for a heading plus 2 for a question
    scales BLOB NOT NULL,           -- little-endian float32, one a sentence
    vectors BLOB NOT NULL           -- int8, a row a sentence; times its scale, a vector of length 1
);
