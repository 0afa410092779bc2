-- +goose Up
-- Chats that Usher is to enter. A network may tell of an invitation only once, and
-- lets nobody enter many chats at a time.
CREATE TABLE invitations (
    platform TEXT    NOT NULL,
    chat     TEXT    NOT NULL,
    host     TEXT    NOT NULL, -- who invites, by the network's own name
    direct   INTEGER NOT NULL, -- 1 if it is meant as a talk between the two
    replaces TEXT    NOT NULL, -- the chat whose place it takes, '' for none
    -- The first of each host come before the second of any: whoever invites to
    -- thousands keeps nobody waiting but themselves.
    turn     INTEGER NOT NULL,
    -- how often it came, so that what became of one does not end the next
    asked    INTEGER NOT NULL DEFAULT 1,
    tries    INTEGER NOT NULL DEFAULT 0,
    -- the real clock's: not to be tried before; 0 until the first try
    again_at INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (platform, chat)
) STRICT, WITHOUT ROWID;

CREATE INDEX invitations_due ON invitations (platform, again_at, turn);
CREATE INDEX invitations_host ON invitations (platform, host, turn);
CREATE INDEX invitations_replaces ON invitations (platform, replaces) WHERE replaces <> '';
