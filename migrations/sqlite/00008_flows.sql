-- Homework that a partner opens when something happens, and rounds that are
-- under way whatever the plan's week.

-- +goose Up

ALTER TABLE assignments ADD COLUMN opened_by TEXT;   -- the partner who opened it; null when nobody had to
ALTER TABLE assignments ADD COLUMN opened_item TEXT; -- the item of a plan that it was opened from
CREATE INDEX assignments_by_opener ON assignments (practice_id, opened_item, opened_by);

ALTER TABLE rounds ADD COLUMN live BOOLEAN NOT NULL DEFAULT FALSE; -- something in it is under way
CREATE INDEX rounds_live ON rounds (practice_id, couple_id) WHERE live;
