-- Documents have an audience: a partner's own edition names the partner whom
-- it is for. Each keeps its content beside its file, so that it can be read as
-- an accessible page too.

-- +goose Up

ALTER TABLE documents
  ADD COLUMN partner_id TEXT, -- whom an own edition is for; null for any other
  ADD COLUMN language   TEXT NOT NULL DEFAULT 'en' CHECK (language <> ''),
  ADD COLUMN content    BYTEA, -- sealed; null for what was issued before content was kept
  ADD FOREIGN KEY (practice_id, partner_id) REFERENCES partners (practice_id, id),
  ADD CHECK ((edition = 'own') = (partner_id IS NOT NULL));

-- Who opened a document is asked of the log.
CREATE INDEX audit_entries_by_event ON audit_entries (practice_id, couple_id, event, at);
