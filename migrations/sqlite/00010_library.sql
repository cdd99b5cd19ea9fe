-- What a practice adds to the library: exercises and plan templates of its own.
--
-- A published version never changes: what was given with it goes on as it was.

-- +goose Up

CREATE TABLE library_works (
  practice_id  TEXT NOT NULL,
  id           TEXT NOT NULL,
  kind         TEXT NOT NULL CHECK (kind IN ('exercise', 'template')),
  code         TEXT NOT NULL, -- names the exercise or template over all its versions
  version      INTEGER NOT NULL CHECK (version > 0),
  state        TEXT NOT NULL CHECK (state IN ('draft', 'published', 'retired')),
  edits        INTEGER NOT NULL, -- how often the draft was saved
  content      BLOB NOT NULL, -- sealed: the definition, in the form of a file
  changed_by   TEXT NOT NULL,
  changed_at   DATETIME NOT NULL,
  published_at DATETIME,
  PRIMARY KEY (practice_id, id),
  UNIQUE (practice_id, kind, code, version),
  FOREIGN KEY (practice_id, changed_by) REFERENCES people (practice_id, id)
);

-- One row for each practice that has published something: another revision
-- means that what an instance holds in memory is old.
CREATE TABLE libraries (
  practice_id TEXT NOT NULL PRIMARY KEY REFERENCES practices (id),
  revision    TEXT NOT NULL
);
