-- +goose Up
-- Homework that no plan asks for, for some partners only; moves that the care
-- team makes; answers that are their author's alone under keys of their own.
-- SQLite cannot loosen a column, so the tables are made anew, children first.

CREATE TABLE new_assignments (
  practice_id      TEXT NOT NULL,
  id               TEXT NOT NULL,
  couple_id        TEXT NOT NULL,
  plan_id          TEXT, -- null when no plan asks for it
  item_id          TEXT, -- null when no plan asks for it
  purpose          TEXT NOT NULL DEFAULT 'plan' CHECK (purpose <> ''),
  exercise_id      TEXT NOT NULL CHECK (exercise_id <> ''),
  exercise_version INTEGER NOT NULL,
  week             INTEGER NOT NULL CHECK (week >= 0), -- 0 when no plan asks for it
  nth              INTEGER NOT NULL,
  opens_on         TEXT CHECK (length(opens_on) = 10), -- null while a pause leaves it without days
  due_on           TEXT CHECK (length(due_on) = 10),
  light            BOOLEAN NOT NULL,
  for_some         BOOLEAN NOT NULL DEFAULT FALSE, -- it concerns only those in assignment_partners
  withdrawn_at     DATETIME,
  PRIMARY KEY (practice_id, id),
  UNIQUE (practice_id, plan_id, item_id, week, nth),
  FOREIGN KEY (practice_id, couple_id) REFERENCES couples (practice_id, id),
  FOREIGN KEY (practice_id, plan_id) REFERENCES plans (practice_id, id),
  FOREIGN KEY (practice_id, item_id) REFERENCES plan_items (practice_id, id),
  CHECK (opens_on <= due_on),
  CHECK ((opens_on IS NULL) = (due_on IS NULL)),
  CHECK (item_id IS NULL OR plan_id IS NOT NULL AND week > 0)
);
INSERT INTO new_assignments (practice_id, id, couple_id, plan_id, item_id, exercise_id, exercise_version, week, nth, opens_on, due_on, light, withdrawn_at)
  SELECT practice_id, id, couple_id, plan_id, item_id, exercise_id, exercise_version, week, nth, opens_on, due_on, light, withdrawn_at FROM assignments;

CREATE TABLE assignment_partners (
  practice_id   TEXT NOT NULL,
  assignment_id TEXT NOT NULL,
  partner_id    TEXT NOT NULL,
  couple_id     TEXT NOT NULL,
  PRIMARY KEY (practice_id, assignment_id, partner_id),
  FOREIGN KEY (practice_id, assignment_id) REFERENCES new_assignments (practice_id, id),
  FOREIGN KEY (practice_id, partner_id) REFERENCES partners (practice_id, id),
  FOREIGN KEY (practice_id, couple_id) REFERENCES couples (practice_id, id)
);
CREATE INDEX assignment_partners_by_partner ON assignment_partners (practice_id, partner_id, assignment_id);

CREATE TABLE new_assignment_parts (
  practice_id   TEXT NOT NULL,
  assignment_id TEXT NOT NULL,
  partner_id    TEXT NOT NULL,
  couple_id     TEXT NOT NULL,
  state         TEXT NOT NULL CHECK (state <> ''),
  recorded_on   TEXT CHECK (length(recorded_on) = 10), -- done, and not written down here
  in_room       BOOLEAN NOT NULL DEFAULT FALSE,        -- the care team recorded it
  changed_at    DATETIME NOT NULL,
  PRIMARY KEY (practice_id, assignment_id, partner_id),
  FOREIGN KEY (practice_id, assignment_id) REFERENCES new_assignments (practice_id, id),
  FOREIGN KEY (practice_id, partner_id) REFERENCES partners (practice_id, id),
  FOREIGN KEY (practice_id, couple_id) REFERENCES couples (practice_id, id)
);
INSERT INTO new_assignment_parts (practice_id, assignment_id, partner_id, couple_id, state, changed_at)
  SELECT practice_id, assignment_id, partner_id, couple_id, state, changed_at FROM assignment_parts;

CREATE TABLE new_rounds (
  practice_id      TEXT NOT NULL,
  id               TEXT NOT NULL,
  couple_id        TEXT NOT NULL,
  assignment_id    TEXT NOT NULL,
  exercise_id      TEXT NOT NULL CHECK (exercise_id <> ''),
  exercise_version INTEGER NOT NULL,
  created_at       DATETIME NOT NULL,
  PRIMARY KEY (practice_id, id),
  UNIQUE (practice_id, assignment_id),
  FOREIGN KEY (practice_id, couple_id) REFERENCES couples (practice_id, id),
  FOREIGN KEY (practice_id, assignment_id) REFERENCES new_assignments (practice_id, id)
);
INSERT INTO new_rounds (practice_id, id, couple_id, assignment_id, exercise_id, exercise_version, created_at)
  SELECT practice_id, id, couple_id, assignment_id, exercise_id, exercise_version, created_at FROM rounds;

CREATE TABLE new_moves (
  practice_id TEXT NOT NULL,
  id          TEXT NOT NULL,
  couple_id   TEXT NOT NULL,
  round_id    TEXT NOT NULL,
  seq         INTEGER NOT NULL CHECK (seq > 0),
  author      TEXT, -- the partner; null when the care team made it
  staff       TEXT, -- who of the care team made it
  kind        TEXT NOT NULL CHECK (kind <> ''),
  step        TEXT NOT NULL,
  client_key  TEXT NOT NULL CHECK (client_key <> ''),
  payload     BLOB NOT NULL, -- sealed
  alone       BLOB,          -- sealed with another key: answers that are the author's alone
  at          DATETIME NOT NULL,
  PRIMARY KEY (practice_id, id),
  UNIQUE (practice_id, round_id, seq),
  UNIQUE (practice_id, round_id, author, client_key),
  UNIQUE (practice_id, round_id, staff, client_key),
  FOREIGN KEY (practice_id, couple_id) REFERENCES couples (practice_id, id),
  FOREIGN KEY (practice_id, round_id) REFERENCES new_rounds (practice_id, id),
  FOREIGN KEY (practice_id, author) REFERENCES partners (practice_id, id),
  FOREIGN KEY (practice_id, staff) REFERENCES people (practice_id, id),
  CHECK ((author IS NULL) <> (staff IS NULL))
);
INSERT INTO new_moves (practice_id, id, couple_id, round_id, seq, author, kind, step, client_key, payload, at)
  SELECT practice_id, id, couple_id, round_id, seq, author, kind, step, client_key, payload, at FROM moves;

CREATE TABLE new_drafts (
  practice_id TEXT NOT NULL,
  couple_id   TEXT NOT NULL,
  round_id    TEXT NOT NULL,
  author      TEXT NOT NULL, -- the partner
  payload     BLOB NOT NULL, -- sealed
  changed_at  DATETIME NOT NULL,
  PRIMARY KEY (practice_id, round_id, author),
  FOREIGN KEY (practice_id, couple_id) REFERENCES couples (practice_id, id),
  FOREIGN KEY (practice_id, round_id) REFERENCES new_rounds (practice_id, id),
  FOREIGN KEY (practice_id, author) REFERENCES partners (practice_id, id)
);
INSERT INTO new_drafts (practice_id, couple_id, round_id, author, payload, changed_at)
  SELECT practice_id, couple_id, round_id, author, payload, changed_at FROM drafts;

DROP TABLE drafts;
DROP TABLE moves;
DROP TABLE rounds;
DROP TABLE assignment_parts;
DROP TABLE assignments;
ALTER TABLE new_assignments RENAME TO assignments;
ALTER TABLE new_assignment_parts RENAME TO assignment_parts;
ALTER TABLE new_rounds RENAME TO rounds;
ALTER TABLE new_moves RENAME TO moves;
ALTER TABLE new_drafts RENAME TO drafts;

CREATE INDEX assignments_by_couple ON assignments (practice_id, couple_id, opens_on);
CREATE INDEX assignment_parts_by_partner ON assignment_parts (practice_id, partner_id, assignment_id, state);
CREATE INDEX assignment_parts_by_couple ON assignment_parts (practice_id, couple_id, partner_id, state);
CREATE INDEX rounds_by_couple ON rounds (practice_id, couple_id, created_at);
CREATE INDEX moves_by_couple ON moves (practice_id, couple_id, at);
