-- +goose Up
-- 1 for a chat that several people share, as far as its network has said so: it is not
-- one person.
ALTER TABLE chats ADD COLUMN shared INTEGER NOT NULL DEFAULT 0;
-- The day at the conference on which it last spoke, '' for none since this is kept.
-- No hour: it is there to be counted.
ALTER TABLE chats ADD COLUMN spoke_on TEXT NOT NULL DEFAULT '';

-- Everyone, counted by what they have in common: this alone is read for it.
CREATE INDEX chats_shares ON chats (gone_at, platform, language, hint, shared)
    WHERE gone_at IS NULL AND heard = 1;
