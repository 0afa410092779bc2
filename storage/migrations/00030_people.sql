-- +goose Up
-- What those of the team who have spoken call themselves, so that one reads of another by
-- name. It goes with their role.
CREATE TABLE people (
    person TEXT PRIMARY KEY, -- "platform:person"
    name   TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- What the log says of each deed beside what was asked for: how that stood before, and how
-- it stands after; '' where nothing stood otherwise.
ALTER TABLE audit ADD COLUMN was TEXT NOT NULL DEFAULT '';
ALTER TABLE audit ADD COLUMN became TEXT NOT NULL DEFAULT '';

-- Whether all that a board could say is over: then it is not pinned any more.
ALTER TABLE boards ADD COLUMN over INTEGER NOT NULL DEFAULT 0;

-- +goose Down
ALTER TABLE boards DROP COLUMN over;
ALTER TABLE audit DROP COLUMN became;
ALTER TABLE audit DROP COLUMN was;
DROP TABLE people;
