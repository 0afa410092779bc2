-- +goose Up
-- The network's id of the message in which the file stands, where that is not the message
-- itself: what is withdrawn takes both along.
ALTER TABLE outbox ADD COLUMN file_ref TEXT NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE outbox DROP COLUMN file_ref;
