-- +goose Up
-- The networks, as a JSON array, on which a broadcast goes without its file, as that could
-- not be had or sent there.
ALTER TABLE broadcasts ADD COLUMN without TEXT NOT NULL DEFAULT '[]';
