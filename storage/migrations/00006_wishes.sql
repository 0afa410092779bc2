-- +goose Up
-- The language that somebody asked for in a chat, and the one that the network
-- last said its person speaks; '' where there is none. Hints are kept of direct
-- chats alone: in a group they change with who speaks.
ALTER TABLE chats ADD COLUMN language TEXT NOT NULL DEFAULT '';
ALTER TABLE chats ADD COLUMN hint TEXT NOT NULL DEFAULT '';

-- The start of the one slot that is kept of a talk; NULL for all of them.
ALTER TABLE follows ADD COLUMN only INTEGER;

CREATE INDEX follows_only ON follows (key, only) WHERE only IS NOT NULL;

-- What does not ring in a chat: a talk, or everything where talk is ''.
CREATE TABLE mutes (
    chat  INTEGER NOT NULL REFERENCES chats (id) ON DELETE CASCADE,
    talk  TEXT    NOT NULL,
    until INTEGER, -- NULL where that is left open
    PRIMARY KEY (chat, talk)
) STRICT, WITHOUT ROWID;
