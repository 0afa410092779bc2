-- +goose Up
-- 1 for a change that nobody is told of, or not yet: it is due after it has expired, is no
-- part of the queue, and is kept for what people know.
ALTER TABLE outbox ADD COLUMN untold INTEGER GENERATED ALWAYS AS (kind = 'change' AND due > expires) VIRTUAL;

DROP INDEX outbox_ready;
CREATE INDEX outbox_ready ON outbox (platform, deadline, due)
    WHERE state = 'queued' AND not_before = 0 AND untold = 0;
CREATE INDEX outbox_untold ON outbox (expires)
    WHERE state = 'queued' AND untold = 1;
