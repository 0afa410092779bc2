-- +goose Up
-- What organisers do to the schedule. AUTOINCREMENT, because buttons name acts.
CREATE TABLE acts (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    author     TEXT    NOT NULL, -- "platform:person"; '' once they are forgotten
    written_at INTEGER NOT NULL,
    state      TEXT    NOT NULL DEFAULT 'draft' CHECK (state IN ('draft', 'done', 'undone')),
    quiet      INTEGER NOT NULL DEFAULT 0,
    note       TEXT    NOT NULL DEFAULT '',
    adds       TEXT    NOT NULL, -- overrides, in JSON
    ends       TEXT    NOT NULL, -- numbers of overrides, in JSON
    undoes     INTEGER NOT NULL DEFAULT 0, -- the act that this one takes back
    -- what its preview showed: it is done only while that is true
    shown      TEXT    NOT NULL DEFAULT '',
    done_at    INTEGER,
    -- of the schedule that it put in force, as in the outbox
    revision   INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE INDEX acts_drafts ON acts (written_at) WHERE state = 'draft';

-- What is over the published schedule. Those that have ended stay, for whoever takes
-- back the act that ended them.
CREATE TABLE overrides (
    id    INTEGER PRIMARY KEY, -- numbered with the draft that it comes from
    act   INTEGER NOT NULL REFERENCES acts (id),
    says  TEXT    NOT NULL, -- in JSON
    ended INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE INDEX overrides_in_force ON overrides (ended);
