-- The log of one portal's captures. A row stands only for a record that is whole in its WARC file.
CREATE TABLE IF NOT EXISTS runs (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    portal TEXT NOT NULL,        -- the portal's description at the start, JSON
    started_at TEXT NOT NULL,
    ended_at TEXT,
    verdict TEXT CHECK (verdict IN ('ok', 'incomplete', 'blocked', 'unreachable', 'interrupted')),
    requests INTEGER NOT NULL DEFAULT 0,
    bytes INTEGER NOT NULL DEFAULT 0,
    reports INTEGER NOT NULL DEFAULT 0,
    robots TEXT,
    delay REAL,
    evidence TEXT NOT NULL DEFAULT '{}'
) STRICT;

CREATE TABLE IF NOT EXISTS captures (
    id INTEGER PRIMARY KEY,
    run TEXT NOT NULL REFERENCES runs (id),
    url TEXT NOT NULL,
    method TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    status INTEGER NOT NULL,
    fetched_at TEXT NOT NULL,
    media_type TEXT,
    sha256 TEXT NOT NULL,
    length INTEGER NOT NULL,
    warc_file TEXT NOT NULL,
    warc_offset INTEGER NOT NULL,
    warc_length INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('robots', 'home', 'list', 'report', 'attachment', 'other')),
    page_url TEXT,
    link_text TEXT,
    listed_on TEXT,
    refers_to INTEGER REFERENCES captures (id),
    problem TEXT,
    request_length INTEGER NOT NULL DEFAULT 0,         -- bytes of the request record, which ends at warc_offset
    received INTEGER NOT NULL DEFAULT 0,               -- bytes of the body as it came over the network
    tls TEXT,                                          -- how the connection was secured; null: plain http
    rendered_from INTEGER REFERENCES captures (id)     -- the page that a browser made this of
) STRICT;

CREATE INDEX IF NOT EXISTS captures_of_run ON captures (run, fingerprint);
CREATE INDEX IF NOT EXISTS captures_of_request ON captures (fingerprint);

-- What all runs saw of one request, so that no question about it reads through the nights.
CREATE TABLE IF NOT EXISTS requests (
    fingerprint TEXT PRIMARY KEY,
    last INTEGER NOT NULL REFERENCES captures (id),    -- its newest capture, whatever it is
    good INTEGER REFERENCES captures (id),             -- its newest one that was answered 200 or 304, without a problem
    looks INTEGER NOT NULL DEFAULT 0,                  -- the runs in which it was answered so
    changes INTEGER NOT NULL DEFAULT 0,                -- how often with another payload than the time before
    begun TEXT                                         -- when it was answered so for the first time
) STRICT, WITHOUT ROWID;

CREATE TRIGGER IF NOT EXISTS request_is_seen AFTER INSERT ON captures
BEGIN
    INSERT INTO requests (fingerprint, last) VALUES (NEW.fingerprint, NEW.id)
    ON CONFLICT (fingerprint) DO UPDATE SET last = NEW.id;
    UPDATE requests SET
        changes = changes + coalesce((SELECT sha256 <> NEW.sha256 FROM captures WHERE id = good), 0),
        looks = looks + coalesce((SELECT run <> NEW.run FROM captures WHERE id = good), 1),
        begun = coalesce(begun, NEW.fetched_at),
        good = NEW.id
    WHERE fingerprint = NEW.fingerprint AND NEW.status IN (200, 304) AND NEW.problem IS NULL;
END;
