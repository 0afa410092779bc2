-- +goose Up
-- For how long a network wants to hear nothing from its account, which may be hours:
-- who goes on after a crash has to know it. By the clock on the wall, since when too,
-- as that clock may be set meanwhile.
CREATE TABLE pauses (
    platform TEXT    PRIMARY KEY,
    since    INTEGER NOT NULL,
    until    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
