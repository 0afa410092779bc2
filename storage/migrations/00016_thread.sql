-- +goose Up
-- The part of a chat in which it is told things: the topic of a group in which that
-- was last set up. '' is the chat itself.
ALTER TABLE chats ADD COLUMN thread TEXT NOT NULL DEFAULT '';
