-- +goose Up
-- When it was last put into words: a ring that is amended goes on saying what was
-- true then.
ALTER TABLE outbox ADD COLUMN said_at INTEGER;

-- What rang, or may have, by when its slot starts now. Of a ring whose slot has
-- changed since, said is how it stood and slot how it stands.
CREATE INDEX outbox_rung ON outbox (coalesce(slot ->> '$.start', start))
    WHERE kind = 'ring' AND batch IS NOT NULL;
