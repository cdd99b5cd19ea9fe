-- Drafts of plans, revisions, plans that end, items for one partner.

-- +goose Up

ALTER TABLE plans ADD COLUMN first_week INTEGER NOT NULL DEFAULT 1 CHECK (first_week > 0);
ALTER TABLE plans ADD COLUMN outline BLOB; -- sealed: template, note, phases, reviews, notes of items
ALTER TABLE plans ADD COLUMN ended_on TEXT CHECK (length(ended_on) = 10);
ALTER TABLE plans ADD COLUMN ended_at DATETIME;
ALTER TABLE plans ADD COLUMN ended_by TEXT;
ALTER TABLE plans ADD COLUMN closing BLOB; -- sealed: why it ended

ALTER TABLE plan_items ADD COLUMN partner_id TEXT; -- null concerns everybody
ALTER TABLE plan_items ADD COLUMN dropped BOOLEAN NOT NULL DEFAULT FALSE; -- its past stays in the assignments

CREATE TABLE plan_drafts (
  practice_id TEXT NOT NULL,
  couple_id   TEXT NOT NULL,
  payload     BLOB NOT NULL, -- sealed: the whole plan as wished for
  revises     BOOLEAN NOT NULL, -- it changes the running plan
  version     INTEGER NOT NULL CHECK (version > 0),
  changed_by  TEXT NOT NULL,
  changed_at  DATETIME NOT NULL,
  PRIMARY KEY (practice_id, couple_id),
  FOREIGN KEY (practice_id, couple_id) REFERENCES couples (practice_id, id),
  FOREIGN KEY (practice_id, changed_by) REFERENCES people (practice_id, id)
);

CREATE TABLE plan_revisions (
  practice_id TEXT NOT NULL,
  plan_id     TEXT NOT NULL,
  number      INTEGER NOT NULL CHECK (number > 0),
  from_week   INTEGER NOT NULL,
  changed_by  TEXT NOT NULL,
  changed_at  DATETIME NOT NULL,
  payload     BLOB NOT NULL, -- sealed: what it changed
  PRIMARY KEY (practice_id, plan_id, number),
  FOREIGN KEY (practice_id, plan_id) REFERENCES plans (practice_id, id),
  FOREIGN KEY (practice_id, changed_by) REFERENCES people (practice_id, id)
);
