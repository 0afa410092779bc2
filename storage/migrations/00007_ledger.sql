-- +goose Up
-- What an update has made Usher write so far, and how the wishes of its chat were
-- before (JSON): if it is answered again after a crash, none of that is written a
-- second time. NULL while there is nothing, and once it is finished.
ALTER TABLE inbox ADD COLUMN effects TEXT;

-- What is left of the ledger some time after the conference: counts, nobody's name.
CREATE TABLE tallies (
    day       TEXT    NOT NULL, -- on which it was settled, or else due, in UTC
    platform  TEXT    NOT NULL,
    kind      TEXT    NOT NULL,
    state     TEXT    NOT NULL,
    reason    TEXT    NOT NULL, -- '' where a network wrote it, which may name somebody
    uncertain INTEGER NOT NULL, -- 1 for what may have arrived twice
    notices   INTEGER NOT NULL,
    PRIMARY KEY (day, platform, kind, state, reason, uncertain)
) STRICT, WITHOUT ROWID;

-- What may have arrived twice is counted, and is never much.
CREATE INDEX outbox_uncertain ON outbox (settled_at, platform) WHERE uncertain = 1;
