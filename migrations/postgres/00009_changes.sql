-- When a partner last changed something is asked for whole caseloads.

-- +goose Up

CREATE INDEX assignment_parts_by_change ON assignment_parts (practice_id, couple_id, partner_id, changed_at);
