-- Answers that wait for the care team are found for a whole caseload. The mark
-- says that something waits, never what was answered.

-- +goose Up

ALTER TABLE rounds ADD COLUMN awaits BOOLEAN NOT NULL DEFAULT FALSE;
CREATE INDEX rounds_awaiting ON rounds (practice_id, couple_id) WHERE awaits;
