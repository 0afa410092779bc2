-- +goose Up
-- The act of an organiser by which a change is told; NULL for what a source has changed.
ALTER TABLE outbox ADD COLUMN act INTEGER;

CREATE INDEX outbox_act ON outbox (act, chat) WHERE act IS NOT NULL;

-- How far has got what an organiser has people told, and where that is to be read.
CREATE TABLE tellings (
    kind     TEXT    NOT NULL CHECK (kind IN ('change', 'broadcast')),
    number   INTEGER NOT NULL, -- the act's or the broadcast's
    people   INTEGER NOT NULL, -- chats that were to be told
    began_at INTEGER NOT NULL,
    ended_at INTEGER, -- when nobody was to be told any more
    undone   INTEGER NOT NULL DEFAULT 0,
    -- of a broadcast that was withdrawn: up to which notice those who have it are told
    -- so; NULL where nobody is, or all are
    corrected INTEGER,
    -- the chat of the organiser, and the message there that says so; '' for none yet
    chat     INTEGER REFERENCES chats (id) ON DELETE CASCADE,
    message  TEXT    NOT NULL DEFAULT '',
    PRIMARY KEY (kind, number)
) STRICT, WITHOUT ROWID;

CREATE INDEX tellings_open ON tellings (kind, number) WHERE ended_at IS NULL;
CREATE INDEX tellings_chat ON tellings (chat) WHERE chat IS NOT NULL;
CREATE INDEX tellings_corrected ON tellings (kind, number) WHERE corrected IS NOT NULL;
