-- What lets a program act as a person.
--
-- A token is found before the practice is known, by the hash of its secret.

-- +goose Up

CREATE TABLE tokens (
  practice_id TEXT NOT NULL,
  id          TEXT NOT NULL,
  person_id   TEXT NOT NULL,
  token_hash  TEXT NOT NULL UNIQUE, -- SHA-256 of the secret, which is kept nowhere
  label       BYTEA NOT NULL, -- sealed: what the program is
  epoch       INTEGER NOT NULL, -- it dies with the sessions of its epoch
  created_at  TIMESTAMPTZ(6) NOT NULL,
  expires_at  TIMESTAMPTZ(6) NOT NULL,
  used_on     TEXT CHECK (length(used_on) = 10), -- a day and no more; null before the first use
  revoked_at  TIMESTAMPTZ(6),
  PRIMARY KEY (practice_id, id),
  FOREIGN KEY (practice_id, person_id) REFERENCES people (practice_id, id)
);
CREATE INDEX tokens_by_person ON tokens (practice_id, person_id, created_at);
CREATE INDEX tokens_by_end ON tokens (expires_at);
