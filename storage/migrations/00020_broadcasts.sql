-- +goose Up
-- What organisers tell, to whom, and when. The table is made anew for the states
-- that it may have; the count of its numbers goes on, as buttons name them.
ALTER TABLE broadcasts RENAME TO broadcasts_before;

CREATE TABLE broadcasts (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    author       TEXT    NOT NULL, -- "platform:person"
    -- bot.Addressees, JSON: whom that means is found when it begins to go out
    audience     TEXT    NOT NULL DEFAULT '{}',
    -- bot.Attachment, JSON; '' is none
    file         TEXT    NOT NULL DEFAULT '',
    written_at   INTEGER NOT NULL,
    state        TEXT    NOT NULL DEFAULT 'draft'
                 CHECK (state IN ('draft', 'scheduled', 'spreading', 'spread', 'withdrawn', 'lapsed')),
    -- when it is to go out; NULL for at once
    due_at       INTEGER,
    confirmed_at INTEGER,
    began_at     INTEGER,
    people       INTEGER NOT NULL DEFAULT 0, -- for how many chats it was queued so far
    -- the id of the last chat that has its row, and of the last that may get one;
    -- followed is that of the last star that counts: whoever comes or stars later
    -- was not among those it was sent to
    reached      INTEGER NOT NULL DEFAULT 0,
    until        INTEGER NOT NULL DEFAULT 0,
    followed     INTEGER NOT NULL DEFAULT 0
) STRICT;

-- What they wrote, by language; '' is for everybody else.
CREATE TABLE broadcast_texts (
    broadcast INTEGER NOT NULL REFERENCES broadcasts (id) ON DELETE CASCADE,
    language  TEXT    NOT NULL,
    text      TEXT    NOT NULL,
    PRIMARY KEY (broadcast, language)
) STRICT, WITHOUT ROWID;

INSERT INTO sqlite_sequence (name, seq)
SELECT 'broadcasts', seq FROM sqlite_sequence WHERE name = 'broadcasts_before';

INSERT INTO broadcasts (id, author, written_at, state, confirmed_at, began_at, people, reached, until)
SELECT id, author, written_at, state, confirmed_at, confirmed_at, people, reached, until FROM broadcasts_before;

INSERT INTO broadcast_texts (broadcast, language, text) SELECT id, '', text FROM broadcasts_before;

DROP TABLE broadcasts_before;

-- What is to go out.
CREATE INDEX broadcasts_open ON broadcasts (id) WHERE state IN ('scheduled', 'spreading');

-- The notices of a broadcast: how many have it, and which are to be withdrawn.
CREATE INDEX outbox_broadcast ON outbox (talk, state) WHERE kind = 'broadcast';
