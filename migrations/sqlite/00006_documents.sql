-- Documents have an audience: a partner's own edition names the partner whom
-- it is for. Each keeps its content beside its file, so that it can be read as
-- an accessible page too.

-- +goose Up

CREATE TABLE documents_for (
  practice_id    TEXT NOT NULL,
  id             TEXT NOT NULL,
  couple_id      TEXT NOT NULL,
  partner_id     TEXT, -- whom an own edition is for; null for any other
  kind           TEXT NOT NULL CHECK (kind <> ''),
  edition        TEXT NOT NULL CHECK (edition <> ''),
  language       TEXT NOT NULL DEFAULT 'en' CHECK (language <> ''),
  content_digest TEXT NOT NULL CHECK (content_digest <> ''),
  bytes_digest   TEXT NOT NULL CHECK (bytes_digest <> ''),
  bytes          BLOB NOT NULL, -- sealed
  content        BLOB,          -- sealed; null for what was issued before content was kept
  issued_by      TEXT NOT NULL,
  issued_at      DATETIME NOT NULL,
  PRIMARY KEY (practice_id, id),
  FOREIGN KEY (practice_id, couple_id) REFERENCES couples (practice_id, id),
  FOREIGN KEY (practice_id, partner_id) REFERENCES partners (practice_id, id),
  FOREIGN KEY (practice_id, issued_by) REFERENCES people (practice_id, id),
  CHECK ((edition = 'own') = (partner_id IS NOT NULL))
);
INSERT INTO documents_for (practice_id, id, couple_id, kind, edition, content_digest, bytes_digest, bytes, issued_by, issued_at)
  SELECT practice_id, id, couple_id, kind, edition, content_digest, bytes_digest, bytes, issued_by, issued_at FROM documents;
DROP TABLE documents;
ALTER TABLE documents_for RENAME TO documents;
CREATE INDEX documents_by_couple ON documents (practice_id, couple_id, issued_at);

-- Who opened a document is asked of the log.
CREATE INDEX audit_entries_by_event ON audit_entries (practice_id, couple_id, event, at);
