-- Facts about the library as a whole: its embedder, the vector index that belongs to it, the generation of its content, how much it holds.
CREATE TABLE facts (
    name text COLLATE "C" PRIMARY KEY,
    value text NOT NULL
);

CREATE TABLE articles (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id text COLLATE "C" NOT NULL UNIQUE,
    title text NOT NULL,
    source text COLLATE "C" NOT NULL,
    origin text NOT NULL,
    url text,
    authors text NOT NULL,          -- a JSON list
    published text COLLATE "C",     -- ISO 8601 with offset
    published_day integer,          -- proleptic Gregorian ordinal of the day, in the article's own time zone
    language text,
    content_hash text NOT NULL,
    words integer NOT NULL,
    added_at text NOT NULL,         -- ISO 8601, UTC
    story bigint NOT NULL,          -- the number of the first article that tells this story
    signature bytea NOT NULL,       -- MinHash of the text, little-endian uint32
    text text NOT NULL
);
CREATE INDEX articles_by_day ON articles (published_day DESC NULLS LAST, published DESC, number DESC);
CREATE INDEX articles_by_story ON articles (story);
CREATE INDEX articles_by_source ON articles (source);

CREATE TABLE story_bands (
    band integer NOT NULL,
    key bytea NOT NULL,
    article bigint NOT NULL REFERENCES articles (number) ON DELETE CASCADE,
    PRIMARY KEY (band, key, article)
);
CREATE INDEX story_bands_by_article ON story_bands (article);

CREATE TABLE passages (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    article bigint NOT NULL REFERENCES articles (number) ON DELETE CASCADE,
    start integer NOT NULL,         -- characters (code points) of articles.text
    "end" integer NOT NULL,
    CHECK (start >= 0 AND "end" > start)
);
CREATE INDEX passages_by_article ON passages (article);

CREATE TABLE vectors (
    passage bigint PRIMARY KEY REFERENCES passages (number) ON DELETE CASCADE,
    vector bytea NOT NULL           -- little-endian float32, length 1
);

-- The sentences of each passage, for the question of which one is closest.
CREATE TABLE sentences (
    passage bigint PRIMARY KEY REFERENCES passages (number) ON DELETE CASCADE,
    spans bytea NOT NULL,           -- little-endian uint32, four a sentence: start and end in the passage's text, paragraph, and 1 for a heading plus 2 for a question
    scales bytea NOT NULL,          -- little-endian float32, one a sentence
    vectors bytea NOT NULL          -- int8, a row a sentence; times its scale, a vector of length 1
);
-- Vectors do not get smaller by compression.
ALTER TABLE vectors ALTER COLUMN vector SET STORAGE EXTERNAL;
ALTER TABLE sentences ALTER COLUMN vectors SET STORAGE EXTERNAL;

-- Passages that are gone from the catalog and have still to be taken out of the vector index.
CREATE TABLE vector_removals (
    passage bigint PRIMARY KEY
);

-- The words of each passage, and what BM25 asks of them.
CREATE TABLE passage_words (
    passage bigint PRIMARY KEY REFERENCES passages (number) ON DELETE CASCADE,
    day integer NOT NULL,           -- the article's published_day, 0 where undated
    length integer NOT NULL,        -- how many words title and body have
    words tsvector NOT NULL         -- stems; those of the title twice, as they count twice
);
CREATE INDEX passage_words_by_word ON passage_words USING gin (words);

CREATE TABLE stems (
    stem text COLLATE "C" PRIMARY KEY,
    passages integer NOT NULL       -- how many have it
) WITH (fillfactor = 70);

INSERT INTO facts (name, value) VALUES
    ('generation', '0'), ('removals', '0'), ('vectors_indexed_through', '0'), ('articles', '0'), ('passages', '0'), ('lengths', '0');
