-- Earlier texts of articles. They outlive the row of their article, which is replaced by a change.
CREATE TABLE editions (
    article text COLLATE "C" NOT NULL,  -- articles.id
    number integer NOT NULL,            -- counted from 1; the newest text is in articles
    content_hash text NOT NULL,
    description text NOT NULL,          -- a JSON object: everything but the text
    stored_at text NOT NULL,            -- ISO 8601, UTC
    replaced_at text NOT NULL,          -- ISO 8601, UTC
    delta bytea NOT NULL,               -- the difference from the text of the next edition
    PRIMARY KEY (article, number)
);
