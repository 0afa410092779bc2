-- +goose Up
-- The queue in two: what waits for its moment by the conference clock, and what
-- has failed and waits for another attempt by the real one. A row that may be
-- tried again is put back among the first, so that what is in back-off is not
-- looked through for what is due.
DROP INDEX outbox_queue;
DROP INDEX outbox_due;

CREATE INDEX outbox_ready ON outbox (platform, due, deadline, id)
    WHERE state = 'queued' AND not_before = 0;
CREATE INDEX outbox_failed ON outbox (platform, not_before, due)
    WHERE state = 'queued' AND not_before > 0;
