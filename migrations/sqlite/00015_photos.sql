-- Pictures that partners choose for an answer. They are written anew when they
-- come, so that nothing else of the file remains, and sealed as drafts are until
-- an answer refers to them.

-- +goose Up

CREATE TABLE photos (
  practice_id TEXT NOT NULL,
  id          TEXT NOT NULL,
  couple_id   TEXT NOT NULL,
  round_id    TEXT NOT NULL,
  author      TEXT NOT NULL, -- the partner
  placed      BOOLEAN NOT NULL, -- an answer refers to it
  alone       BOOLEAN NOT NULL, -- sealed with the key of what is its author's alone
  picture     BLOB NOT NULL, -- sealed
  small       BLOB NOT NULL, -- sealed
  chosen_at   DATETIME NOT NULL,
  PRIMARY KEY (practice_id, id),
  FOREIGN KEY (practice_id, couple_id) REFERENCES couples (practice_id, id),
  FOREIGN KEY (practice_id, round_id) REFERENCES rounds (practice_id, id),
  FOREIGN KEY (practice_id, author) REFERENCES partners (practice_id, id)
);
CREATE INDEX photos_by_round ON photos (practice_id, round_id, author);
CREATE INDEX photos_by_author ON photos (practice_id, couple_id, author, chosen_at);
