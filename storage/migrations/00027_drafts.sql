-- +goose Up
-- Which preview of a draft the author looks at: its buttons name the revision, and those
-- of another one do nothing. Buttons from before this name none, and do nothing either.
ALTER TABLE broadcasts ADD COLUMN revision INTEGER NOT NULL DEFAULT 1;

-- What stands before the text, as long as nobody has said whether it says for whom and
-- when, or is part of the text.
ALTER TABLE broadcasts ADD COLUMN head TEXT NOT NULL DEFAULT '';
