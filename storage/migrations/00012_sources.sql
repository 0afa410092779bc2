-- +goose Up

-- A conference may have several sources, each with a copy in force and at most one
-- that is held back. What there is so far is the only one's, which is called main.
CREATE TABLE copies_of (
    role       TEXT    NOT NULL CHECK (role IN ('current', 'held')),
    -- the source's name in the settings, and its place there when they last changed
    name       TEXT    NOT NULL,
    place      INTEGER NOT NULL DEFAULT 0,
    revision   INTEGER NOT NULL,
    fetched_at INTEGER NOT NULL,
    ignored    INTEGER NOT NULL DEFAULT 0,
    zone       TEXT    NOT NULL DEFAULT '',
    -- when the source last answered, where it does not any more
    answered_at INTEGER,
    PRIMARY KEY (role, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE parts_of (
    role     TEXT    NOT NULL,
    name     TEXT    NOT NULL,
    n        INTEGER NOT NULL,
    source   TEXT    NOT NULL,
    etag     TEXT    NOT NULL,
    modified TEXT    NOT NULL,
    data     BLOB    NOT NULL,
    PRIMARY KEY (role, name, n),
    FOREIGN KEY (role, name) REFERENCES copies_of (role, name) ON DELETE CASCADE
) STRICT;

INSERT INTO copies_of (role, name, revision, fetched_at, ignored, zone)
SELECT role, 'main', revision, fetched_at, ignored, zone FROM copies;

INSERT INTO parts_of (role, name, n, source, etag, modified, data)
SELECT role, 'main', n, source, etag, modified, data FROM parts;

DROP TABLE parts;
DROP TABLE copies;
ALTER TABLE copies_of RENAME TO copies;
ALTER TABLE parts_of RENAME TO parts;
