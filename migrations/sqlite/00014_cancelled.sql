-- A review that was scheduled can be cancelled before it is opened. What was
-- prepared stays sealed with its authors.

-- +goose Up

ALTER TABLE reviews ADD COLUMN cancelled_at DATETIME; -- only while scheduled

DROP INDEX reviews_once;
CREATE UNIQUE INDEX reviews_once ON reviews (practice_id, couple_id) WHERE state IN ('scheduled', 'open') AND cancelled_at IS NULL;
