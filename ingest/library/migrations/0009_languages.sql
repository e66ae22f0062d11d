-- 1 if the language was detected in the text, and is not the one that the source declares.
ALTER TABLE articles ADD COLUMN is_language_detected INTEGER NOT NULL DEFAULT 0;
CREATE INDEX IF NOT EXISTS articles_by_language ON articles (language);
