-- +goose Up
-- Homework that no plan asks for, for some partners only; moves that the care
-- team makes; answers that are their author's alone under keys of their own.

ALTER TABLE assignments ALTER COLUMN plan_id DROP NOT NULL; -- null when no plan asks for it
ALTER TABLE assignments ALTER COLUMN item_id DROP NOT NULL; -- null when no plan asks for it
ALTER TABLE assignments DROP CONSTRAINT assignments_week_check;
ALTER TABLE assignments ADD CHECK (week >= 0); -- 0 when no plan asks for it
ALTER TABLE assignments ADD COLUMN purpose TEXT NOT NULL DEFAULT 'plan' CHECK (purpose <> '');
ALTER TABLE assignments ADD COLUMN for_some BOOLEAN NOT NULL DEFAULT FALSE; -- it concerns only those in assignment_partners
ALTER TABLE assignments ADD CHECK (item_id IS NULL OR plan_id IS NOT NULL AND week > 0);

CREATE TABLE assignment_partners (
  practice_id   TEXT NOT NULL,
  assignment_id TEXT NOT NULL,
  partner_id    TEXT NOT NULL,
  couple_id     TEXT NOT NULL,
  PRIMARY KEY (practice_id, assignment_id, partner_id),
  FOREIGN KEY (practice_id, assignment_id) REFERENCES assignments (practice_id, id),
  FOREIGN KEY (practice_id, partner_id) REFERENCES partners (practice_id, id),
  FOREIGN KEY (practice_id, couple_id) REFERENCES couples (practice_id, id)
);
CREATE INDEX assignment_partners_by_partner ON assignment_partners (practice_id, partner_id, assignment_id);

ALTER TABLE assignment_parts ADD COLUMN recorded_on TEXT CHECK (length(recorded_on) = 10); -- done, and not written down here
ALTER TABLE assignment_parts ADD COLUMN in_room BOOLEAN NOT NULL DEFAULT FALSE; -- the care team recorded it

ALTER TABLE moves ALTER COLUMN author DROP NOT NULL; -- null when the care team made it
ALTER TABLE moves ADD COLUMN staff TEXT; -- who of the care team made it
ALTER TABLE moves ADD COLUMN alone BYTEA; -- sealed with another key: answers that are the author's alone
ALTER TABLE moves ADD UNIQUE (practice_id, round_id, staff, client_key);
ALTER TABLE moves ADD FOREIGN KEY (practice_id, staff) REFERENCES people (practice_id, id);
ALTER TABLE moves ADD CHECK ((author IS NULL) <> (staff IS NULL));
