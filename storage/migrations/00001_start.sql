-- +goose Up
-- Every time is in milliseconds since 1970 UTC and comes from the program, never
-- from SQLite's own clock, so that tests and rehearsals can set the clock.

CREATE TABLE meta (
    key   TEXT PRIMARY KEY,
    value ANY NOT NULL
) STRICT, WITHOUT ROWID;

-- A random word in front of every delivery's key, so that a network that
-- remembers keys does not take the deliveries of a new database for repetitions
-- of an old one's.
INSERT INTO meta (key, value) VALUES ('nonce', lower(hex(randomblob(5))));

CREATE TABLE chats (
    id       INTEGER PRIMARY KEY,
    platform TEXT    NOT NULL,
    chat     TEXT    NOT NULL,
    -- 1 while its wishes have changed since its rings were last planned
    stale    INTEGER NOT NULL DEFAULT 1,
    gone_at  INTEGER,
    UNIQUE (platform, chat)
) STRICT;

CREATE INDEX chats_stale ON chats (id) WHERE stale = 1;

-- Every chat has at least one lead; -1 stands for the conference's own.
CREATE TABLE leads (
    chat INTEGER NOT NULL REFERENCES chats (id) ON DELETE CASCADE,
    lead INTEGER NOT NULL,
    PRIMARY KEY (chat, lead)
) STRICT, WITHOUT ROWID;

CREATE INDEX leads_lead ON leads (lead);

CREATE TABLE follows (
    id   INTEGER PRIMARY KEY, -- in the order in which they began
    chat INTEGER NOT NULL REFERENCES chats (id) ON DELETE CASCADE,
    kind TEXT    NOT NULL,
    key  TEXT    NOT NULL,
    UNIQUE (chat, kind, key)
) STRICT;

CREATE INDEX follows_topic ON follows (kind, key, chat);

-- What is said unasked: the queue and the ledger in one. AUTOINCREMENT, because
-- deliveries are keyed by id and a forgotten one's must not be used again.
CREATE TABLE outbox (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    chat       INTEGER NOT NULL REFERENCES chats (id) ON DELETE CASCADE,
    platform   TEXT    NOT NULL, -- the chat's, here for the queue's index
    kind       TEXT    NOT NULL,
    talk       TEXT    NOT NULL,
    start      INTEGER NOT NULL,
    lead       INTEGER NOT NULL,
    due        INTEGER NOT NULL,
    deadline   INTEGER NOT NULL,
    expires    INTEGER NOT NULL,
    planned_at INTEGER NOT NULL,
    state      TEXT    NOT NULL DEFAULT 'queued'
               CHECK (state IN ('queued', 'claimed', 'sent', 'dropped', 'rejected')),
    attempts   INTEGER NOT NULL DEFAULT 0,
    -- the real clock's, unlike the other times: not to be tried before
    not_before INTEGER NOT NULL DEFAULT 0,
    -- the id of the first notice of the message it goes out in; kept from the
    -- claim until it is certain that no attempt has arrived
    batch      INTEGER,
    -- 1 if it may have arrived twice
    uncertain  INTEGER NOT NULL DEFAULT 0,
    settled_at INTEGER,
    ref        TEXT    NOT NULL DEFAULT '', -- the network's id of the message
    reason     TEXT    NOT NULL DEFAULT ''
) STRICT;

-- The same news is queued once, ever; what was dropped unsent frees its key.
CREATE UNIQUE INDEX outbox_news ON outbox (chat, kind, talk, start, lead) WHERE state <> 'dropped';
CREATE INDEX outbox_chat ON outbox (chat, state);
CREATE INDEX outbox_due ON outbox (platform, due) WHERE state = 'queued';
CREATE INDEX outbox_queue ON outbox (platform, deadline, due, id) WHERE state = 'queued';
CREATE INDEX outbox_claimed ON outbox (platform) WHERE state = 'claimed';
