-- The feeds, sites, pages and folders that the library follows. All times are ISO 8601, UTC, in seconds.
CREATE TABLE followed_sources (
    id text COLLATE "C" PRIMARY KEY,
    address text NOT NULL UNIQUE,
    kind text NOT NULL,             -- feed, site, page, folder
    title text NOT NULL,
    every_seconds integer NOT NULL,
    keep_days integer,              -- NULL keeps articles for good
    is_paused integer NOT NULL,
    added_at text NOT NULL,
    next_check_at text COLLATE "C" NOT NULL,
    checked_at text,
    succeeded_at text,
    failures integer NOT NULL,      -- since the last success
    error text NOT NULL,            -- of the last check; empty if it succeeded
    added integer NOT NULL,         -- articles so far
    updated integer NOT NULL,
    last_added integer NOT NULL     -- new articles of the last check
);

-- What is requested at each check: the feeds and news sitemaps of a source.
CREATE TABLE followed_documents (
    source text COLLATE "C" NOT NULL REFERENCES followed_sources (id) ON DELETE CASCADE,
    url text NOT NULL,
    kind text NOT NULL,             -- home, feed, sitemap
    etag text NOT NULL,
    last_modified text NOT NULL,
    fresh_until text NOT NULL,
    PRIMARY KEY (source, url)
);

-- The entries of feeds, pages and files of a source, as they were when they were read last.
CREATE TABLE followed_items (
    source text COLLATE "C" NOT NULL REFERENCES followed_sources (id) ON DELETE CASCADE,
    key text COLLATE "C" NOT NULL,              -- the entry's id, the address, or the path
    origin text NOT NULL,           -- where its article was read from first; it identifies the article
    location text NOT NULL,         -- where it is read from now
    fingerprint text NOT NULL,      -- of what the feed or the folder says about it
    article text,                   -- articles.id; NULL if there is none
    etag text NOT NULL,
    last_modified text NOT NULL,
    first_seen_at text NOT NULL,
    read_at text NOT NULL,
    next_read_at text COLLATE "C",              -- NULL if it is read again only when the feed or the folder says so
    failures integer NOT NULL,
    error text NOT NULL,
    PRIMARY KEY (source, key)
);
CREATE INDEX followed_items_due ON followed_items (source, next_read_at);
CREATE INDEX followed_items_by_article ON followed_items (article);

CREATE TABLE followed_hosts (
    host text COLLATE "C" PRIMARY KEY,          -- scheme://name:port
    robots text,                    -- NULL if it was never fetched
    robots_unknown integer NOT NULL,
    robots_until text,
    busy_until text
);

-- Work that one process of a library does at a time. Its holder renews it; when it does not, another process takes it over.
CREATE TABLE leases (
    name text COLLATE "C" PRIMARY KEY,
    holder text NOT NULL,
    described text NOT NULL,        -- the holder in words
    until text COLLATE "C" NOT NULL
);
