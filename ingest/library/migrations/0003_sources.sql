-- Which articles are of a publication.
CREATE INDEX articles_by_source ON articles (source);
