-- +goose Up
-- How a change would stand if nothing had changed since its chat was told but what nobody
-- was to be told of; JSON, as slot, NULL where that is as it was told. Where it stands so,
-- there is nothing to tell.
ALTER TABLE outbox ADD COLUMN quiet TEXT;
-- 1 where nobody is to be told of what has changed since it was claimed.
ALTER TABLE outbox ADD COLUMN quietly INTEGER NOT NULL DEFAULT 0;

UPDATE outbox SET quiet = slot
    WHERE state = 'queued' AND untold = 1
      AND NOT EXISTS (SELECT 1 FROM approvals a WHERE a.id = outbox.held AND a.state = 'open');
