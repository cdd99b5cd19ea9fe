-- What a plan no longer holds, and somebody had begun, stays theirs. Whether it was
-- begun without a word to the other must not tell the other anything.

-- +goose Up
ALTER TABLE assignments ADD COLUMN called_off BOOLEAN NOT NULL DEFAULT FALSE;
