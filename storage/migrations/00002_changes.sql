-- +goose Up

-- What came in from a network, kept until Usher has finished with it.
CREATE TABLE inbox (
    id       INTEGER PRIMARY KEY, -- in the order in which it came
    platform TEXT    NOT NULL,
    -- the network's own id of it
    news     TEXT    NOT NULL,
    said_at  INTEGER NOT NULL,
    incoming TEXT    NOT NULL, -- JSON
    done     INTEGER NOT NULL DEFAULT 0,
    UNIQUE (platform, news)
) STRICT;

CREATE INDEX inbox_pending ON inbox (platform, id) WHERE done = 0;

CREATE INDEX inbox_done ON inbox (said_at) WHERE done = 1;

-- Where each network's stream of updates was left.
CREATE TABLE cursors (
    platform TEXT PRIMARY KEY,
    cursor   TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- The schedule in force as it was fetched, so that it can be read again without
-- the network, and at most one that is held back until an organiser decides.
CREATE TABLE copies (
    role       TEXT    PRIMARY KEY CHECK (role IN ('current', 'held')),
    -- counts all copies ever, so that a change knows in which it was found
    revision   INTEGER NOT NULL,
    fetched_at INTEGER NOT NULL,
    -- 1 when an organiser wants to hear no more of what is held
    ignored    INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

-- A copy's schedule (0) and what is kept beside it. The source is a hash of where
-- it comes from: a URL may hold a password.
CREATE TABLE parts (
    role     TEXT    NOT NULL REFERENCES copies (role) ON DELETE CASCADE,
    n        INTEGER NOT NULL,
    source   TEXT    NOT NULL,
    etag     TEXT    NOT NULL,
    modified TEXT    NOT NULL,
    data     BLOB    NOT NULL,
    PRIMARY KEY (role, n)
) STRICT;

-- How slots stood of talks that are not in the schedule any more, so that people
-- hear of it when they come back. JSON, as in the outbox.
CREATE TABLE vanished (
    id   INTEGER PRIMARY KEY,
    talk TEXT NOT NULL,
    slot TEXT NOT NULL
) STRICT;

CREATE INDEX vanished_talk ON vanished (talk);

-- A change notice knows (all JSON) what its chat was last told of a slot, how the
-- slot stands now, and how it stood when the notice was last claimed.
ALTER TABLE outbox ADD COLUMN told TEXT;
ALTER TABLE outbox ADD COLUMN slot TEXT;
ALTER TABLE outbox ADD COLUMN said TEXT;
-- the copy of the schedule in which the change was last found
ALTER TABLE outbox ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;

-- A slot may change any number of times: what is queued once, ever, is all other
-- news.
DROP INDEX outbox_news;
CREATE UNIQUE INDEX outbox_news ON outbox (chat, kind, talk, start, lead)
    WHERE state <> 'dropped' AND kind <> 'change';

CREATE INDEX outbox_change ON outbox (talk, chat) WHERE kind = 'change';

CREATE INDEX outbox_retold ON outbox (id)
    WHERE kind = 'change' AND state = 'queued' AND batch IS NOT NULL;
