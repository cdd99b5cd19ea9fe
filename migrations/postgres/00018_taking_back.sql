-- A partner can take back an agreement that they have signed, and sign it again.
-- What stands out in a round is found for a whole caseload.

-- +goose Up

ALTER TABLE signatures ADD COLUMN taken_back_at TIMESTAMPTZ(6), -- by the partner whose it is; the row stays
  ADD CONSTRAINT signatures_taken_back_by_partners CHECK (taken_back_at IS NULL OR partner_id IS NOT NULL);

-- +goose StatementBegin
DO $$
DECLARE once TEXT;
BEGIN
  SELECT conname INTO once FROM pg_constraint WHERE conrelid = 'signatures'::regclass AND contype = 'u';
  EXECUTE format('ALTER TABLE signatures DROP CONSTRAINT %I', once);
END $$;
-- +goose StatementEnd

CREATE UNIQUE INDEX signatures_once ON signatures (practice_id, couple_id, subject_kind, subject_id, digest, person_id) WHERE taken_back_at IS NULL;
CREATE INDEX signatures_by_couple ON signatures (practice_id, couple_id, at);
CREATE INDEX signatures_taken_back ON signatures (practice_id, couple_id) WHERE taken_back_at IS NOT NULL;

-- The mark says that something stands out and since when, never what.
ALTER TABLE rounds ADD COLUMN noticed_at TIMESTAMPTZ(6);
CREATE INDEX rounds_noticed ON rounds (practice_id, couple_id, noticed_at) WHERE noticed_at IS NOT NULL;
