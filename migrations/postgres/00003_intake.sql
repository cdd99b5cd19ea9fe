-- What is settled before a plan begins: papers and who signed them, safety
-- screens, overrides of the gate, contact, and how the couple came.

-- +goose Up

-- Whoever signs whatever text: partners and staff, policies, consents, reviews.
-- A row is one person's signature under one text of one subject.
CREATE TABLE signatures (
  practice_id  TEXT NOT NULL,
  id           TEXT NOT NULL,
  couple_id    TEXT NOT NULL,
  subject_kind TEXT NOT NULL CHECK (subject_kind <> ''),
  subject_id   TEXT NOT NULL CHECK (subject_id <> ''),
  person_id    TEXT NOT NULL,
  partner_id   TEXT, -- null for staff
  name         BYTEA NOT NULL, -- sealed: as the signer typed it
  digest       TEXT NOT NULL CHECK (length(digest) = 64), -- SHA-256 of the text signed
  language     TEXT NOT NULL, -- in which the signer read it
  how          TEXT NOT NULL CHECK (how IN ('signed-in-again', 'on-paper')),
  recorded_by  TEXT, -- of a signature on paper
  at           TIMESTAMPTZ(6) NOT NULL,
  PRIMARY KEY (practice_id, id),
  UNIQUE (practice_id, couple_id, subject_kind, subject_id, digest, person_id),
  FOREIGN KEY (practice_id, couple_id) REFERENCES couples (practice_id, id),
  FOREIGN KEY (practice_id, person_id) REFERENCES people (practice_id, id),
  FOREIGN KEY (practice_id, partner_id) REFERENCES partners (practice_id, id),
  FOREIGN KEY (practice_id, recorded_by) REFERENCES people (practice_id, id),
  CHECK ((how = 'on-paper') = (recorded_by IS NOT NULL))
);

CREATE TABLE couple_policies (
  practice_id TEXT NOT NULL,
  id          TEXT NOT NULL,
  couple_id   TEXT NOT NULL,
  policy      TEXT NOT NULL CHECK (policy IN ('no-secrets', 'limited-secrets', 'individual-confidential')),
  chosen_by   TEXT NOT NULL,
  chosen_at   TIMESTAMPTZ(6) NOT NULL,
  replaced_at TIMESTAMPTZ(6),
  PRIMARY KEY (practice_id, id),
  FOREIGN KEY (practice_id, couple_id) REFERENCES couples (practice_id, id),
  FOREIGN KEY (practice_id, chosen_by) REFERENCES people (practice_id, id)
);
CREATE UNIQUE INDEX couple_policies_once ON couple_policies (practice_id, couple_id) WHERE replaced_at IS NULL;

-- What a practice asks its clients to sign beside the texts that come with
-- Tandem. A changed text is a new row.
CREATE TABLE practice_consents (
  practice_id TEXT NOT NULL REFERENCES practices (id),
  id          TEXT NOT NULL,
  words       BYTEA NOT NULL, -- sealed: title and text
  added_by    TEXT NOT NULL,
  added_at    TIMESTAMPTZ(6) NOT NULL,
  retired_at  TIMESTAMPTZ(6),
  PRIMARY KEY (practice_id, id),
  FOREIGN KEY (practice_id, added_by) REFERENCES people (practice_id, id)
);

-- What the care team found out about a partner's safety. Nothing but the fact
-- that somebody wrote something down stands open.
CREATE TABLE safety_screens (
  practice_id TEXT NOT NULL,
  id          TEXT NOT NULL,
  couple_id   TEXT NOT NULL,
  partner_id  TEXT NOT NULL,
  person_id   TEXT NOT NULL,
  finding     BYTEA NOT NULL, -- sealed under a key class of its own
  recorded_by TEXT NOT NULL,
  recorded_at TIMESTAMPTZ(6) NOT NULL,
  PRIMARY KEY (practice_id, id),
  FOREIGN KEY (practice_id, couple_id) REFERENCES couples (practice_id, id),
  FOREIGN KEY (practice_id, partner_id) REFERENCES partners (practice_id, id),
  FOREIGN KEY (practice_id, recorded_by) REFERENCES people (practice_id, id)
);
CREATE INDEX safety_screens_by_couple ON safety_screens (practice_id, couple_id, recorded_at);

CREATE TABLE gate_overrides (
  practice_id TEXT NOT NULL,
  id          TEXT NOT NULL,
  couple_id   TEXT NOT NULL,
  partner_id  TEXT, -- null where the requirement is the couple's
  requirement TEXT NOT NULL CHECK (requirement <> ''),
  reason      BYTEA NOT NULL, -- sealed
  asked_by    TEXT NOT NULL,
  asked_at    TIMESTAMPTZ(6) NOT NULL,
  state       TEXT NOT NULL CHECK (state IN ('asked', 'granted', 'declined')),
  settled_by  TEXT,
  settled_at  TIMESTAMPTZ(6),
  PRIMARY KEY (practice_id, id),
  FOREIGN KEY (practice_id, couple_id) REFERENCES couples (practice_id, id),
  FOREIGN KEY (practice_id, partner_id) REFERENCES partners (practice_id, id),
  FOREIGN KEY (practice_id, asked_by) REFERENCES people (practice_id, id),
  FOREIGN KEY (practice_id, settled_by) REFERENCES people (practice_id, id),
  CHECK ((state = 'asked') = (settled_at IS NULL))
);
CREATE INDEX gate_overrides_by_couple ON gate_overrides (practice_id, couple_id, asked_at);

-- How to reach a partner: never for the other.
CREATE TABLE partner_contacts (
  practice_id TEXT NOT NULL,
  partner_id  TEXT NOT NULL,
  couple_id   TEXT NOT NULL,
  person_id   TEXT NOT NULL,
  contact     BYTEA NOT NULL, -- sealed
  changed_at  TIMESTAMPTZ(6) NOT NULL,
  PRIMARY KEY (practice_id, partner_id),
  FOREIGN KEY (practice_id, partner_id) REFERENCES partners (practice_id, id),
  FOREIGN KEY (practice_id, couple_id) REFERENCES couples (practice_id, id)
);
CREATE INDEX partner_contacts_by_couple ON partner_contacts (practice_id, couple_id);

-- How a couple came, and whose record it is.
CREATE TABLE intakes (
  practice_id   TEXT NOT NULL,
  couple_id     TEXT NOT NULL,
  client_model  TEXT NOT NULL CHECK (client_model IN ('relationship', 'identified-client', 'two-individuals')),
  identified    TEXT, -- the partner in whose name the record is kept
  began_week    INTEGER NOT NULL CHECK (began_week >= 0), -- 0: nothing was begun elsewhere
  before        BYTEA NOT NULL, -- sealed: what was done before, in words
  changed_at    TIMESTAMPTZ(6) NOT NULL,
  PRIMARY KEY (practice_id, couple_id),
  FOREIGN KEY (practice_id, couple_id) REFERENCES couples (practice_id, id),
  FOREIGN KEY (practice_id, identified) REFERENCES partners (practice_id, id),
  CHECK ((client_model = 'identified-client') = (identified IS NOT NULL))
);

-- Accounts that were shut out. The next one of the same person begins above
-- the last epoch, so that no session of the old one comes alive again.
CREATE TABLE shut_accounts (
  practice_id TEXT NOT NULL,
  person_id   TEXT NOT NULL,
  epoch       INTEGER NOT NULL,
  shut_at     TIMESTAMPTZ(6) NOT NULL,
  PRIMARY KEY (practice_id, person_id),
  FOREIGN KEY (practice_id, person_id) REFERENCES people (practice_id, id)
);

CREATE UNIQUE INDEX care_team_once ON care_team (practice_id, couple_id, person_id) WHERE to_at IS NULL;

-- A link opens an account, or sets a new passphrase for one; never both.
ALTER TABLE invitations ADD COLUMN purpose TEXT NOT NULL DEFAULT 'join' CHECK (purpose IN ('join', 'reset'));
