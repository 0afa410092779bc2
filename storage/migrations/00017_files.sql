-- +goose Up
-- By what name a network knows the files that it was given, so that it is given each
-- once. The key names the bytes, and nobody.
CREATE TABLE files (
    platform TEXT NOT NULL,
    key      TEXT NOT NULL,
    name     TEXT NOT NULL,
    PRIMARY KEY (platform, key)
) STRICT, WITHOUT ROWID;
