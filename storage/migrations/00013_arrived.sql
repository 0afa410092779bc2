-- +goose Up
-- What its message has become, as the network has shown it, where that came before
-- the answer to the attempt: it has arrived, whatever is said of the attempt.
ALTER TABLE outbox ADD COLUMN arrived TEXT NOT NULL DEFAULT '';
