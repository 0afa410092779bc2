-- +goose Up
-- What organisers tell everyone: drafts, and the news that the outbox's rows are
-- made from.
CREATE TABLE broadcasts (
    -- AUTOINCREMENT, because buttons name drafts: the number of one that was
    -- cancelled must not come to mean another.
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    author       TEXT    NOT NULL, -- "platform:person"
    text         TEXT    NOT NULL,
    written_at   INTEGER NOT NULL,
    state        TEXT    NOT NULL DEFAULT 'draft'
                 CHECK (state IN ('draft', 'spreading', 'spread')),
    confirmed_at INTEGER,
    people       INTEGER NOT NULL DEFAULT 0, -- how many it was confirmed for
    -- the id of the last chat that has its row, and of the last that gets one:
    -- those who come later were not among those it was confirmed for
    reached      INTEGER NOT NULL DEFAULT 0,
    until        INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE INDEX broadcasts_spreading ON broadcasts (id) WHERE state = 'spreading';

-- Counting everyone reads this instead of all that is kept of each.
CREATE INDEX chats_here ON chats (gone_at) WHERE gone_at IS NULL;

-- What became of notices lately, without reading the ledger from its beginning.
CREATE INDEX outbox_settled ON outbox (settled_at, platform, state) WHERE settled_at IS NOT NULL;
