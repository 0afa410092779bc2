-- +goose Up
-- What the published schedule has changed and nobody is told of before an organiser
-- approves: one row for all that has changed of a slot since that was last decided.
-- AUTOINCREMENT, because buttons name them.
CREATE TABLE approvals (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    talk     TEXT    NOT NULL,
    slot     TEXT    NOT NULL, -- how it stands; JSON, as in the outbox
    -- of the schedule that changed it last, as in the outbox
    revision INTEGER NOT NULL,
    found_at INTEGER NOT NULL,
    expires  INTEGER NOT NULL,
    state    TEXT    NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'approved', 'dropped', 'over')),
    note     TEXT    NOT NULL DEFAULT '' -- what organisers say beside it
) STRICT;

CREATE INDEX approvals_open ON approvals (talk) WHERE state = 'open';

-- Which of them a change waits for, or waited. While it waits it is due after it has
-- expired; what was dropped waits on, so that it is known what its chat was told.
ALTER TABLE outbox ADD COLUMN held INTEGER;

CREATE INDEX outbox_held ON outbox (held, state) WHERE held IS NOT NULL;
