-- Which articles are of a publication.
CREATE INDEX IF NOT EXISTS articles_by_source ON articles (source);
