-- Where the date of an article comes from, in words; NULL if it has none or an earlier version stored it.
ALTER TABLE articles ADD COLUMN date_evidence TEXT;
-- 1 if the text is only the beginning of the article.
ALTER TABLE articles ADD COLUMN is_incomplete INTEGER NOT NULL DEFAULT 0;
