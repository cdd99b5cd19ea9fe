-- Who has pressed Join in a piece of homework, and until when it counts. It is
-- shown to those alone who have pressed it too.

-- +goose Up

CREATE TABLE presences (
  practice_id   TEXT NOT NULL,
  assignment_id TEXT NOT NULL,
  partner_id    TEXT NOT NULL,
  couple_id     TEXT NOT NULL,
  until         TIMESTAMPTZ(6) NOT NULL,
  PRIMARY KEY (practice_id, assignment_id, partner_id),
  FOREIGN KEY (practice_id, assignment_id) REFERENCES assignments (practice_id, id),
  FOREIGN KEY (practice_id, partner_id) REFERENCES partners (practice_id, id),
  FOREIGN KEY (practice_id, couple_id) REFERENCES couples (practice_id, id)
);
