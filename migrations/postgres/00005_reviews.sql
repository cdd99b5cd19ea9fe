-- Reviews: prepared apart, opened together, signed and frozen. What a partner
-- prepares is a round; who signed stands among the signatures.

-- +goose Up

CREATE TABLE reviews (
  practice_id   TEXT NOT NULL,
  id            TEXT NOT NULL,
  couple_id     TEXT NOT NULL,
  kind          TEXT NOT NULL CHECK (kind IN ('mid-plan', 'trial', 'quarterly', 'final')),
  state         TEXT NOT NULL CHECK (state IN ('scheduled', 'open', 'signing', 'frozen')),
  held_on       TEXT NOT NULL CHECK (length(held_on) = 10),
  assignment_id TEXT NOT NULL, -- in which both prepare
  content       BYTEA NOT NULL, -- sealed: what was agreed
  scheduled_by  TEXT NOT NULL,
  scheduled_at  TIMESTAMPTZ(6) NOT NULL,
  opened_at     TIMESTAMPTZ(6),
  frozen_at     TIMESTAMPTZ(6),
  version       INTEGER NOT NULL,
  PRIMARY KEY (practice_id, id),
  FOREIGN KEY (practice_id, couple_id) REFERENCES couples (practice_id, id),
  FOREIGN KEY (practice_id, assignment_id) REFERENCES assignments (practice_id, id),
  FOREIGN KEY (practice_id, scheduled_by) REFERENCES people (practice_id, id),
  CHECK ((state = 'scheduled') = (opened_at IS NULL)),
  CHECK ((state = 'frozen') = (frozen_at IS NOT NULL))
);
CREATE INDEX reviews_by_couple ON reviews (practice_id, couple_id, held_on);
-- A couple prepares one review at a time.
CREATE UNIQUE INDEX reviews_once ON reviews (practice_id, couple_id) WHERE state IN ('scheduled', 'open');

CREATE TABLE review_parts (
  practice_id TEXT NOT NULL,
  review_id   TEXT NOT NULL,
  partner_id  TEXT NOT NULL,
  position    INTEGER NOT NULL,
  absent      BOOLEAN NOT NULL,
  PRIMARY KEY (practice_id, review_id, partner_id),
  FOREIGN KEY (practice_id, review_id) REFERENCES reviews (practice_id, id),
  FOREIGN KEY (practice_id, partner_id) REFERENCES partners (practice_id, id)
);

CREATE TABLE review_additions (
  practice_id TEXT NOT NULL,
  id          TEXT NOT NULL,
  review_id   TEXT NOT NULL,
  words       BYTEA NOT NULL, -- sealed
  author      TEXT NOT NULL, -- of the staff
  at          TIMESTAMPTZ(6) NOT NULL,
  PRIMARY KEY (practice_id, id),
  FOREIGN KEY (practice_id, review_id) REFERENCES reviews (practice_id, id),
  FOREIGN KEY (practice_id, author) REFERENCES people (practice_id, id)
);
CREATE INDEX review_additions_by_review ON review_additions (practice_id, review_id, at);
