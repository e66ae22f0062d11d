-- What a list of many articles is sorted, filtered and counted by, without reading the articles themselves.
DROP INDEX IF EXISTS articles_by_day;
DROP INDEX IF EXISTS articles_by_source;
CREATE INDEX IF NOT EXISTS articles_by_moment ON articles (published_day, published);
CREATE INDEX articles_by_source ON articles (source, published_day, published);
CREATE INDEX IF NOT EXISTS articles_by_title ON articles (title COLLATE NOCASE);
