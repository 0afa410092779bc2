-- +goose Up
-- Presses that can be taken back, by the network's own id of each: who may, and by
-- which command. They are no part of the inbox, which forgets what was said.
CREATE TABLE pressed (
    platform TEXT    NOT NULL,
    news     TEXT    NOT NULL,
    chat     TEXT    NOT NULL,
    message  TEXT    NOT NULL,
    person   TEXT    NOT NULL,
    undo     TEXT    NOT NULL,
    said_at  INTEGER NOT NULL,
    PRIMARY KEY (platform, news)
) STRICT, WITHOUT ROWID;

CREATE INDEX pressed_on ON pressed (platform, chat, message);
