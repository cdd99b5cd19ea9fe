-- A partner can take back an agreement that they have signed, and sign it again.
-- What stands out in a round is found for a whole caseload.

-- +goose Up

CREATE TABLE signatures_next (
  practice_id   TEXT NOT NULL,
  id            TEXT NOT NULL,
  couple_id     TEXT NOT NULL,
  subject_kind  TEXT NOT NULL CHECK (subject_kind <> ''),
  subject_id    TEXT NOT NULL CHECK (subject_id <> ''),
  person_id     TEXT NOT NULL,
  partner_id    TEXT, -- null for staff
  name          BLOB NOT NULL, -- sealed: as the signer typed it
  digest        TEXT NOT NULL CHECK (length(digest) = 64), -- SHA-256 of the text signed
  language      TEXT NOT NULL, -- in which the signer read it
  how           TEXT NOT NULL CHECK (how IN ('signed-in-again', 'on-paper')),
  recorded_by   TEXT, -- of a signature on paper
  at            DATETIME NOT NULL,
  taken_back_at DATETIME, -- by the partner whose it is; the row stays
  PRIMARY KEY (practice_id, id),
  FOREIGN KEY (practice_id, couple_id) REFERENCES couples (practice_id, id),
  FOREIGN KEY (practice_id, person_id) REFERENCES people (practice_id, id),
  FOREIGN KEY (practice_id, partner_id) REFERENCES partners (practice_id, id),
  FOREIGN KEY (practice_id, recorded_by) REFERENCES people (practice_id, id),
  CHECK ((how = 'on-paper') = (recorded_by IS NOT NULL)),
  CHECK (taken_back_at IS NULL OR partner_id IS NOT NULL)
);
INSERT INTO signatures_next SELECT practice_id, id, couple_id, subject_kind, subject_id, person_id, partner_id, name, digest, language, how, recorded_by, at, NULL FROM signatures;
DROP TABLE signatures;
ALTER TABLE signatures_next RENAME TO signatures;
CREATE UNIQUE INDEX signatures_once ON signatures (practice_id, couple_id, subject_kind, subject_id, digest, person_id) WHERE taken_back_at IS NULL;
CREATE INDEX signatures_by_couple ON signatures (practice_id, couple_id, at);
CREATE INDEX signatures_taken_back ON signatures (practice_id, couple_id) WHERE taken_back_at IS NOT NULL;

-- The mark says that something stands out and since when, never what.
ALTER TABLE rounds ADD COLUMN noticed_at DATETIME;
CREATE INDEX rounds_noticed ON rounds (practice_id, couple_id, noticed_at) WHERE noticed_at IS NOT NULL;
