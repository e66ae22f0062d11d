-- Earlier texts of articles. They outlive the row of their article, which is replaced by a change.
CREATE TABLE editions (
    article TEXT NOT NULL,          -- articles.id
    number INTEGER NOT NULL,        -- counted from 1; the newest text is in articles
    content_hash TEXT NOT NULL,
    description TEXT NOT NULL,      -- a JSON object: everything but the text
    stored_at TEXT NOT NULL,        -- ISO 8601, UTC
    replaced_at TEXT NOT NULL,      -- ISO 8601, UTC
    delta BLOB NOT NULL,            -- the difference from the text of the next edition
    PRIMARY KEY (article, number)
) WITHOUT ROWID;
