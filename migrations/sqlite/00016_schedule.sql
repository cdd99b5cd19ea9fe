-- Dates of a couple's own, and what a partner plans or leaves out for themselves.

-- +goose Up

CREATE TABLE couple_dates (
  practice_id TEXT NOT NULL,
  id          TEXT NOT NULL,
  couple_id   TEXT NOT NULL,
  payload     BLOB NOT NULL, -- sealed: name, day, whether it comes every year
  changed_at  DATETIME NOT NULL,
  PRIMARY KEY (practice_id, id),
  FOREIGN KEY (practice_id, couple_id) REFERENCES couples (practice_id, id)
);
CREATE INDEX couple_dates_by_couple ON couple_dates (practice_id, couple_id);

-- Since when, and until when, an item of the plan is not for a partner. It
-- follows from their answers in the rounds, as the states of parts do.
CREATE TABLE item_opt_outs (
  practice_id TEXT NOT NULL,
  couple_id   TEXT NOT NULL,
  partner_id  TEXT NOT NULL,
  item_id     TEXT NOT NULL,
  from_on     TEXT NOT NULL,
  to_on       TEXT, -- the day on which it came back; null while it is left out
  PRIMARY KEY (practice_id, partner_id, item_id, from_on),
  FOREIGN KEY (practice_id, couple_id) REFERENCES couples (practice_id, id),
  FOREIGN KEY (practice_id, partner_id) REFERENCES partners (practice_id, id),
  FOREIGN KEY (practice_id, item_id) REFERENCES plan_items (practice_id, id)
);
CREATE INDEX item_opt_outs_by_couple ON item_opt_outs (practice_id, couple_id);

-- One round of planning for each partner and item.
CREATE UNIQUE INDEX intentions_once ON assignments (practice_id, opened_by, opened_item) WHERE purpose = 'intention';
