-- +goose Up
-- Which chats are channels of which rooms: what is on there is announced to whoever
-- reads them.
CREATE TABLE channels (
    chat   INTEGER NOT NULL REFERENCES chats (id) ON DELETE CASCADE,
    room   TEXT    NOT NULL, -- its key; '' for all rooms
    set_by TEXT    NOT NULL, -- the private chat of who has set that up, '' where it has none
    set_at INTEGER NOT NULL,
    PRIMARY KEY (chat, room)
) STRICT, WITHOUT ROWID;

-- The one message of each that is edited as the day goes on.
CREATE TABLE boards (
    chat    INTEGER PRIMARY KEY REFERENCES chats (id) ON DELETE CASCADE,
    message TEXT NOT NULL, -- the network's id of it
    reads   TEXT NOT NULL  -- its text, so that it is not edited to say the same
) STRICT;

-- In a channel nobody is seen to speak: who may post there proves by a code, once,
-- that an organiser wants it. Only its hash is kept.
CREATE TABLE channel_codes (
    code    TEXT    PRIMARY KEY,
    room    TEXT    NOT NULL,
    author  TEXT    NOT NULL, -- the private chat in which it was said
    expires INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
