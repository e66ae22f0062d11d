-- The story of each article: articles about one event have the same number. An article that has no row yet is grouped when stories are read.
CREATE TABLE story_articles (
    article bigint PRIMARY KEY REFERENCES articles (number) ON DELETE CASCADE,
    story bigint NOT NULL,          -- the number of the article that it was begun with
    day integer NOT NULL            -- of its publication, or of its arrival if it is undated (ordinal)
);
CREATE INDEX story_articles_by_story ON story_articles (story);
CREATE INDEX story_articles_by_day ON story_articles (day);
