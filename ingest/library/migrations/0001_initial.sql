-- Facts about the library as a whole: its embedder, the vector index that belongs to it, the generation of its content.
CREATE TABLE facts (
    name TEXT PRIMARY KEY,
    value NOT NULL
) WITHOUT ROWID;

CREATE TABLE articles (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    source TEXT NOT NULL,
    origin TEXT NOT NULL,
    url TEXT,
    authors TEXT NOT NULL,          -- a JSON list
    published TEXT,                 -- ISO 8601 with offset
    published_day INTEGER,          -- proleptic Gregorian ordinal of the day, in the article's own time zone
    language TEXT,
    content_hash TEXT NOT NULL,
    words INTEGER NOT NULL,
    added_at TEXT NOT NULL,         -- ISO 8601, UTC
    story INTEGER NOT NULL,         -- the number of the first article that tells this story
    signature BLOB NOT NULL,        -- MinHash of the text, little-endian uint32
    text TEXT NOT NULL
);
CREATE INDEX articles_by_day ON articles (published_day);
CREATE INDEX articles_by_story ON articles (story);

CREATE TABLE story_bands (
    band INTEGER NOT NULL,
    key BLOB NOT NULL,
    article INTEGER NOT NULL REFERENCES articles (number) ON DELETE CASCADE,
    PRIMARY KEY (band, key, article)
) WITHOUT ROWID;
CREATE INDEX story_bands_by_article ON story_bands (article);

CREATE TABLE passages (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    article INTEGER NOT NULL REFERENCES articles (number) ON DELETE CASCADE,
    start INTEGER NOT NULL,         -- characters (code points) of articles.text
    "end" INTEGER NOT NULL,
    CHECK (start >= 0 AND "end" > start)
);
CREATE INDEX passages_by_article ON passages (article);

CREATE TABLE vectors (
    passage INTEGER PRIMARY KEY REFERENCES passages (number) ON DELETE CASCADE,
    vector BLOB NOT NULL            -- little-endian float32, length 1
);

-- Passages that are gone from the catalog and have still to be taken out of the vector index.
CREATE TABLE vector_removals (
    passage INTEGER PRIMARY KEY
);

-- Holds no text: a row's terms are made from the article when it is written and, the same way, when it is deleted.
CREATE VIRTUAL TABLE passage_words USING fts5 (
    title, body, content = '', tokenize = 'porter unicode61 remove_diacritics 2'
);
CREATE VIRTUAL TABLE passage_terms USING fts5vocab (passage_words, 'row');

INSERT INTO facts (name, value) VALUES ('generation', 0), ('removals', 0), ('vectors_indexed_through', 0);
