-- +goose Up
-- The time zone of the version before, for a copy that names none itself.
ALTER TABLE copies ADD COLUMN zone TEXT NOT NULL DEFAULT '';
