-- The feeds, sites, pages and folders that the library follows. All times are ISO 8601, UTC, in seconds.
CREATE TABLE followed_sources (
    id TEXT PRIMARY KEY,
    address TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,             -- feed, site, page, folder
    title TEXT NOT NULL,
    every_seconds INTEGER NOT NULL,
    keep_days INTEGER,              -- NULL keeps articles for good
    is_paused INTEGER NOT NULL,
    added_at TEXT NOT NULL,
    next_check_at TEXT NOT NULL,
    checked_at TEXT,
    succeeded_at TEXT,
    failures INTEGER NOT NULL,      -- since the last success
    error TEXT NOT NULL,            -- of the last check; empty if it succeeded
    added INTEGER NOT NULL,         -- articles so far
    updated INTEGER NOT NULL,
    last_added INTEGER NOT NULL     -- new articles of the last check
);

-- What is requested at each check: the feeds and news sitemaps of a source.
CREATE TABLE followed_documents (
    source TEXT NOT NULL REFERENCES followed_sources (id) ON DELETE CASCADE,
    url TEXT NOT NULL,
    kind TEXT NOT NULL,             -- home, feed, sitemap
    etag TEXT NOT NULL,
    last_modified TEXT NOT NULL,
    fresh_until TEXT NOT NULL,
    PRIMARY KEY (source, url)
);

-- The entries of feeds, pages and files of a source, as they were when they were read last.
CREATE TABLE followed_items (
    source TEXT NOT NULL REFERENCES followed_sources (id) ON DELETE CASCADE,
    key TEXT NOT NULL,              -- the entry's id, the address, or the path
    origin TEXT NOT NULL,           -- where its article was read from first; it identifies the article
    location TEXT NOT NULL,         -- where it is read from now
    fingerprint TEXT NOT NULL,      -- of what the feed or the folder says about it
    article TEXT,                   -- articles.id; NULL if there is none
    etag TEXT NOT NULL,
    last_modified TEXT NOT NULL,
    first_seen_at TEXT NOT NULL,
    read_at TEXT NOT NULL,
    next_read_at TEXT,              -- NULL if it is read again only when the feed or the folder says so
    failures INTEGER NOT NULL,
    error TEXT NOT NULL,
    PRIMARY KEY (source, key)
);
CREATE INDEX followed_items_due ON followed_items (source, next_read_at);
CREATE INDEX followed_items_by_article ON followed_items (article);

CREATE TABLE followed_hosts (
    host TEXT PRIMARY KEY,          -- scheme://name:port
    robots TEXT,                    -- NULL if it was never fetched
    robots_unknown INTEGER NOT NULL,
    robots_until TEXT,
    busy_until TEXT
);

-- Work that one process of a library does at a time. Its holder renews it; when it does not, another process takes it over.
CREATE TABLE leases (
    name TEXT PRIMARY KEY,
    holder TEXT NOT NULL,
    described TEXT NOT NULL,        -- the holder in words
    until TEXT NOT NULL
);
