-- +goose Up
-- Who was granted a role, as a person and not as a chat. Owners are in the settings.
CREATE TABLE team (
    -- AUTOINCREMENT, because buttons name members: the number of one who is gone must
    -- not come to mean another.
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    platform   TEXT    NOT NULL,
    person     TEXT    NOT NULL,
    role       TEXT    NOT NULL CHECK (role IN ('stage', 'organiser')),
    room       TEXT    NOT NULL DEFAULT '', -- its key, of a stage
    granted_at INTEGER NOT NULL,
    granted_by TEXT    NOT NULL, -- "platform:person"; '' once they are forgotten
    UNIQUE (platform, person, role, room)
) STRICT;

-- Roles for whoever comes with a secret, which is kept as its hash alone.
CREATE TABLE offers (
    hash       TEXT    PRIMARY KEY,
    role       TEXT    NOT NULL CHECK (role IN ('stage', 'organiser')),
    room       TEXT    NOT NULL DEFAULT '',
    offered_by TEXT    NOT NULL, -- as granted_by
    until      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What the team did, and what others were refused. It outlives the names in it.
CREATE TABLE audit (
    id     INTEGER PRIMARY KEY AUTOINCREMENT,
    at     INTEGER NOT NULL,
    person TEXT    NOT NULL, -- who, as "platform:person"; '' once they are forgotten
    did    TEXT    NOT NULL,
    about  TEXT    NOT NULL,
    whom   TEXT    NOT NULL, -- to whom, in the same way; '' is nobody
    result TEXT    NOT NULL
) STRICT;

CREATE INDEX audit_person ON audit (person) WHERE person <> '';
CREATE INDEX audit_whom ON audit (whom) WHERE whom <> '';
