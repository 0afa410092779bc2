-- +goose Up
-- 0 for a chat that has never spoken: an organiser who is known from the settings
-- alone. It is told what concerns organisers, but is not one of everybody.
ALTER TABLE chats ADD COLUMN heard INTEGER NOT NULL DEFAULT 1;

DROP INDEX chats_here;
CREATE INDEX chats_here ON chats (gone_at) WHERE gone_at IS NULL AND heard = 1;
