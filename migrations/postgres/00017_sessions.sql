-- Sessions as facts, the ladder of outside help, and a case of one session
-- first. None of it holds a word: days, states and who was there.

-- +goose Up

CREATE TABLE care_sessions (
  practice_id TEXT NOT NULL,
  couple_id   TEXT NOT NULL,
  held_on     TEXT NOT NULL CHECK (length(held_on) = 10),
  outcome     TEXT NOT NULL CHECK (outcome IN ('held', 'called-off', 'not-held')),
  recorded_by TEXT NOT NULL,
  recorded_at TIMESTAMPTZ(6) NOT NULL,
  PRIMARY KEY (practice_id, couple_id, held_on),
  FOREIGN KEY (practice_id, couple_id) REFERENCES couples (practice_id, id),
  FOREIGN KEY (practice_id, recorded_by) REFERENCES people (practice_id, id)
);

CREATE TABLE care_session_partners (
  practice_id TEXT NOT NULL,
  couple_id   TEXT NOT NULL,
  held_on     TEXT NOT NULL,
  partner_id  TEXT NOT NULL,
  PRIMARY KEY (practice_id, couple_id, held_on, partner_id),
  FOREIGN KEY (practice_id, couple_id, held_on) REFERENCES care_sessions (practice_id, couple_id, held_on),
  FOREIGN KEY (practice_id, partner_id) REFERENCES partners (practice_id, id)
);

CREATE TABLE outside_help (
  practice_id TEXT NOT NULL,
  couple_id   TEXT NOT NULL,
  step        TEXT NOT NULL CHECK (step <> ''),
  state       TEXT NOT NULL CHECK (state IN ('suggested', 'begun', 'regular', 'not-now')),
  since       TEXT NOT NULL CHECK (length(since) = 10),
  recorded_by TEXT NOT NULL,
  recorded_at TIMESTAMPTZ(6) NOT NULL,
  PRIMARY KEY (practice_id, couple_id, step),
  FOREIGN KEY (practice_id, couple_id) REFERENCES couples (practice_id, id),
  FOREIGN KEY (practice_id, recorded_by) REFERENCES people (practice_id, id)
);

ALTER TABLE couples ADD COLUMN course TEXT NOT NULL DEFAULT 'ongoing' CHECK (course IN ('ongoing', 'single'));
