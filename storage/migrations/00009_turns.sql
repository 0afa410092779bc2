-- +goose Up
-- The queue in the order of deadlines. Of each there are as many moments at which
-- something is due as there are leads, so that the first that is due is found by
-- skipping from moment to moment.
DROP INDEX outbox_ready;
CREATE INDEX outbox_ready ON outbox (platform, deadline, due)
    WHERE state = 'queued' AND not_before = 0;

-- What was retold is looked for among what its chat is to be told now.
DROP INDEX outbox_retold;

-- 1 once an attempt may have arrived, which later ones that have not cannot mend:
-- its batch is kept for good.
ALTER TABLE outbox ADD COLUMN unsure INTEGER NOT NULL DEFAULT 0;
