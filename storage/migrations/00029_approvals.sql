-- +goose Up
-- To approve is an act of an organiser's, of which it can be seen how far telling people
-- has got, and which can be undone: the numbers of what it approves, JSON; '' for others.
ALTER TABLE acts ADD COLUMN approves TEXT NOT NULL DEFAULT '';

-- What organisers say beside it, by language, JSON; in place of one note for all.
ALTER TABLE approvals ADD COLUMN notes TEXT NOT NULL DEFAULT '{}';
-- Grows with whatever becomes of any of them that people would read: buttons name it.
ALTER TABLE approvals ADD COLUMN seen INTEGER NOT NULL DEFAULT 0;
-- How most knew it who were told; JSON, as in the outbox, '' before that.
ALTER TABLE approvals ADD COLUMN told TEXT NOT NULL DEFAULT '';

UPDATE approvals SET seen = revision, notes = iif(note = '', '{}', json_object('', note));

ALTER TABLE approvals DROP COLUMN note;

CREATE INDEX approvals_seen ON approvals (seen);
