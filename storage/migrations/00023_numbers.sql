-- +goose Up
-- 1 for a chat that several people share, as far as its network has said so: it is not
-- one person.
ALTER TABLE chats ADD COLUMN shared INTEGER NOT NULL DEFAULT 0;
-- The day at the conference on which it last spoke, '' for none since this is kept.
-- No hour: it is there to be counted.
ALTER TABLE chats ADD COLUMN spoke_on TEXT NOT NULL DEFAULT '';
