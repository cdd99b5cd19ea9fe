-- The tables that everything stands on.
--
-- Every row belongs to a practice, and the practice leads every primary key and
-- every reference between tables: a row cannot point into another practice.
-- Sealed columns hold what vault sealed; nothing a person wrote stands open.
-- Moments are UTC with microseconds; days of the calendar are text, 2006-01-02.

-- +goose Up

CREATE TABLE practices (
  id         TEXT NOT NULL PRIMARY KEY,
  profile    BYTEA NOT NULL, -- sealed: name, letterhead
  demo       BOOLEAN NOT NULL,
  created_at TIMESTAMPTZ(6) NOT NULL
);

-- The two tables of keys refer to nothing, on purpose: a practice's own profile
-- is sealed before its row can stand, and erasing a key must never wait for
-- other rows. A wrapped key is bound to its names by the seal itself.
CREATE TABLE practice_keys (
  practice_id TEXT NOT NULL,
  id          TEXT NOT NULL,
  wrapped     BYTEA NOT NULL,
  created_at  TIMESTAMPTZ(6) NOT NULL,
  PRIMARY KEY (practice_id, id)
);

CREATE TABLE keys (
  practice_id     TEXT NOT NULL,
  id              TEXT NOT NULL,
  practice_key_id TEXT NOT NULL, -- the key that wraps this one
  person_id       TEXT NOT NULL DEFAULT '', -- '' where it belongs to no one person
  couple_id       TEXT NOT NULL DEFAULT '', -- '' where it belongs to no couple
  class           TEXT NOT NULL CHECK (class <> ''),
  wrapped         BYTEA NOT NULL,
  created_at      TIMESTAMPTZ(6) NOT NULL,
  PRIMARY KEY (practice_id, id),
  UNIQUE (practice_id, person_id, couple_id, class)
);

CREATE TABLE people (
  practice_id TEXT NOT NULL REFERENCES practices (id),
  id          TEXT NOT NULL,
  kind        TEXT NOT NULL CHECK (kind IN ('staff', 'client')),
  profile     BYTEA NOT NULL, -- sealed: language; of staff the name too
  created_at  TIMESTAMPTZ(6) NOT NULL,
  revoked_at  TIMESTAMPTZ(6),
  PRIMARY KEY (practice_id, id)
);

CREATE TABLE staff_roles (
  practice_id TEXT NOT NULL,
  person_id   TEXT NOT NULL,
  role        TEXT NOT NULL CHECK (role IN ('owner', 'therapist', 'supervisor', 'frontdesk')),
  from_at     TIMESTAMPTZ(6) NOT NULL,
  to_at       TIMESTAMPTZ(6),
  PRIMARY KEY (practice_id, person_id, role, from_at),
  FOREIGN KEY (practice_id, person_id) REFERENCES people (practice_id, id)
);
CREATE UNIQUE INDEX staff_roles_once ON staff_roles (practice_id, person_id, role) WHERE to_at IS NULL;

CREATE TABLE couples (
  practice_id TEXT NOT NULL REFERENCES practices (id),
  id          TEXT NOT NULL,
  code        TEXT NOT NULL CHECK (code <> ''),
  time_zone   TEXT NOT NULL CHECK (time_zone <> ''),
  state       TEXT NOT NULL CHECK (state IN ('active', 'closed')),
  created_at  TIMESTAMPTZ(6) NOT NULL,
  closed_at   TIMESTAMPTZ(6),
  PRIMARY KEY (practice_id, id),
  UNIQUE (practice_id, code),
  CHECK ((state = 'closed') = (closed_at IS NOT NULL))
);

CREATE TABLE partners (
  practice_id TEXT NOT NULL,
  id          TEXT NOT NULL,
  couple_id   TEXT NOT NULL,
  person_id   TEXT NOT NULL,
  position    INTEGER NOT NULL CHECK (position >= 0),
  time_zone   TEXT NOT NULL CHECK (time_zone <> ''),
  profile     BYTEA NOT NULL, -- sealed, with the couple in the scope: name, pronouns
  joined_at   TIMESTAMPTZ(6) NOT NULL,
  left_at     TIMESTAMPTZ(6),
  PRIMARY KEY (practice_id, id),
  UNIQUE (practice_id, couple_id, position),
  FOREIGN KEY (practice_id, couple_id) REFERENCES couples (practice_id, id),
  FOREIGN KEY (practice_id, person_id) REFERENCES people (practice_id, id)
);
CREATE UNIQUE INDEX partners_once ON partners (practice_id, couple_id, person_id) WHERE left_at IS NULL;
CREATE INDEX partners_by_person ON partners (practice_id, person_id, couple_id);

CREATE TABLE care_team (
  practice_id TEXT NOT NULL,
  id          TEXT NOT NULL,
  couple_id   TEXT NOT NULL,
  person_id   TEXT NOT NULL,
  function    TEXT NOT NULL CHECK (function <> ''),
  from_at     TIMESTAMPTZ(6) NOT NULL,
  to_at       TIMESTAMPTZ(6),
  PRIMARY KEY (practice_id, id),
  FOREIGN KEY (practice_id, couple_id) REFERENCES couples (practice_id, id),
  FOREIGN KEY (practice_id, person_id) REFERENCES people (practice_id, id)
);
CREATE INDEX care_team_by_couple ON care_team (practice_id, couple_id, person_id);
CREATE INDEX care_team_by_person ON care_team (practice_id, person_id, couple_id);

CREATE TABLE supervision (
  practice_id   TEXT NOT NULL,
  supervisor_id TEXT NOT NULL,
  supervisee_id TEXT NOT NULL,
  from_at       TIMESTAMPTZ(6) NOT NULL,
  to_at         TIMESTAMPTZ(6),
  PRIMARY KEY (practice_id, supervisor_id, supervisee_id, from_at),
  FOREIGN KEY (practice_id, supervisor_id) REFERENCES people (practice_id, id),
  FOREIGN KEY (practice_id, supervisee_id) REFERENCES people (practice_id, id),
  CHECK (supervisor_id <> supervisee_id)
);
CREATE UNIQUE INDEX supervision_once ON supervision (practice_id, supervisor_id, supervisee_id) WHERE to_at IS NULL;
CREATE INDEX supervision_by_supervisee ON supervision (practice_id, supervisee_id);

CREATE TABLE invitations (
  practice_id  TEXT NOT NULL,
  id           TEXT NOT NULL,
  person_id    TEXT NOT NULL,
  couple_id    TEXT, -- null for staff
  token_hash   TEXT NOT NULL UNIQUE,
  made_by      TEXT, -- null for the first owner, whom nobody invited
  created_at   TIMESTAMPTZ(6) NOT NULL,
  expires_at   TIMESTAMPTZ(6) NOT NULL,
  used_at      TIMESTAMPTZ(6),
  withdrawn_at TIMESTAMPTZ(6),
  PRIMARY KEY (practice_id, id),
  FOREIGN KEY (practice_id, person_id) REFERENCES people (practice_id, id),
  FOREIGN KEY (practice_id, couple_id) REFERENCES couples (practice_id, id),
  FOREIGN KEY (practice_id, made_by) REFERENCES people (practice_id, id),
  CHECK (used_at IS NULL OR withdrawn_at IS NULL)
);
CREATE INDEX invitations_by_person ON invitations (practice_id, person_id, created_at);
CREATE INDEX invitations_by_couple ON invitations (practice_id, couple_id, created_at);

-- Credentials, sessions and the throttle are the directory: the only rows read
-- before the practice is known.
CREATE TABLE credentials (
  person_id   TEXT NOT NULL PRIMARY KEY,
  practice_id TEXT NOT NULL,
  login_hash  TEXT NOT NULL UNIQUE, -- keyed hash of the normalised log-in name
  login       BYTEA NOT NULL,        -- sealed: the log-in name as it was typed
  passphrase  TEXT NOT NULL,        -- argon2id
  epoch       INTEGER NOT NULL,     -- sessions of an older epoch are dead
  created_at  TIMESTAMPTZ(6) NOT NULL,
  changed_at  TIMESTAMPTZ(6) NOT NULL,
  FOREIGN KEY (practice_id, person_id) REFERENCES people (practice_id, id)
);

CREATE TABLE sessions (
  token_hash TEXT NOT NULL PRIMARY KEY,
  data       BYTEA NOT NULL, -- ids and times, in the session manager's own form
  created_at TIMESTAMPTZ(6) NOT NULL,
  seen_at    TIMESTAMPTZ(6) NOT NULL,
  expires_at TIMESTAMPTZ(6) NOT NULL
);
CREATE INDEX sessions_by_end ON sessions (expires_at);

CREATE TABLE login_throttle (
  key_hash TEXT NOT NULL PRIMARY KEY,
  failures INTEGER NOT NULL CHECK (failures >= 0),
  last_at  TIMESTAMPTZ(6) NOT NULL
);
CREATE INDEX login_throttle_by_time ON login_throttle (last_at);

CREATE TABLE plans (
  practice_id TEXT NOT NULL,
  id          TEXT NOT NULL,
  couple_id   TEXT NOT NULL,
  name        BYTEA NOT NULL, -- sealed
  state       TEXT NOT NULL CHECK (state IN ('active', 'paused', 'ended')),
  starts_on   TEXT NOT NULL CHECK (length(starts_on) = 10),
  week_begins INTEGER NOT NULL CHECK (week_begins BETWEEN 0 AND 6), -- 0 is Sunday
  weeks       INTEGER NOT NULL CHECK (weeks > 0),
  created_at  TIMESTAMPTZ(6) NOT NULL,
  created_by  TEXT NOT NULL,
  version     INTEGER NOT NULL,
  PRIMARY KEY (practice_id, id),
  FOREIGN KEY (practice_id, couple_id) REFERENCES couples (practice_id, id),
  FOREIGN KEY (practice_id, created_by) REFERENCES people (practice_id, id)
);
CREATE INDEX plans_by_couple ON plans (practice_id, couple_id, created_at);
CREATE UNIQUE INDEX plans_once ON plans (practice_id, couple_id) WHERE state <> 'ended';
CREATE INDEX plans_by_state ON plans (practice_id, state, couple_id);

CREATE TABLE plan_items (
  practice_id      TEXT NOT NULL,
  id               TEXT NOT NULL,
  plan_id          TEXT NOT NULL,
  exercise_id      TEXT NOT NULL CHECK (exercise_id <> ''),
  exercise_version INTEGER NOT NULL,
  slot             TEXT NOT NULL,
  cadence_kind     TEXT NOT NULL CHECK (cadence_kind <> ''),
  per_week         INTEGER NOT NULL CHECK (per_week >= 0),
  every_weeks      INTEGER NOT NULL CHECK (every_weeks >= 0),
  from_week        INTEGER NOT NULL,
  to_week          INTEGER NOT NULL,
  position         INTEGER NOT NULL,
  PRIMARY KEY (practice_id, id),
  FOREIGN KEY (practice_id, plan_id) REFERENCES plans (practice_id, id)
);
CREATE INDEX plan_items_by_plan ON plan_items (practice_id, plan_id, position);

CREATE TABLE plan_light_weeks (
  practice_id TEXT NOT NULL,
  plan_id     TEXT NOT NULL,
  week        INTEGER NOT NULL CHECK (week > 0),
  PRIMARY KEY (practice_id, plan_id, week),
  FOREIGN KEY (practice_id, plan_id) REFERENCES plans (practice_id, id)
);

CREATE TABLE plan_pauses (
  practice_id TEXT NOT NULL,
  id          TEXT NOT NULL,
  plan_id     TEXT NOT NULL,
  from_on     TEXT NOT NULL CHECK (length(from_on) = 10),
  to_on       TEXT CHECK (length(to_on) = 10), -- null while the pause lasts
  PRIMARY KEY (practice_id, id),
  FOREIGN KEY (practice_id, plan_id) REFERENCES plans (practice_id, id)
);
CREATE INDEX plan_pauses_by_plan ON plan_pauses (practice_id, plan_id, from_on);
CREATE UNIQUE INDEX plan_pauses_once ON plan_pauses (practice_id, plan_id) WHERE to_on IS NULL;

CREATE TABLE assignments (
  practice_id      TEXT NOT NULL,
  id               TEXT NOT NULL,
  couple_id        TEXT NOT NULL,
  plan_id          TEXT NOT NULL,
  item_id          TEXT NOT NULL,
  exercise_id      TEXT NOT NULL CHECK (exercise_id <> ''),
  exercise_version INTEGER NOT NULL,
  week             INTEGER NOT NULL CHECK (week > 0),
  nth              INTEGER NOT NULL,
  opens_on         TEXT CHECK (length(opens_on) = 10), -- null while a pause leaves it without days
  due_on           TEXT CHECK (length(due_on) = 10),
  light            BOOLEAN NOT NULL,
  withdrawn_at     TIMESTAMPTZ(6),
  PRIMARY KEY (practice_id, id),
  UNIQUE (practice_id, plan_id, item_id, week, nth),
  FOREIGN KEY (practice_id, couple_id) REFERENCES couples (practice_id, id),
  FOREIGN KEY (practice_id, plan_id) REFERENCES plans (practice_id, id),
  FOREIGN KEY (practice_id, item_id) REFERENCES plan_items (practice_id, id),
  CHECK (opens_on <= due_on),
  CHECK ((opens_on IS NULL) = (due_on IS NULL))
);
CREATE INDEX assignments_by_couple ON assignments (practice_id, couple_id, opens_on);

CREATE TABLE assignment_parts (
  practice_id   TEXT NOT NULL,
  assignment_id TEXT NOT NULL,
  partner_id    TEXT NOT NULL,
  couple_id     TEXT NOT NULL,
  state         TEXT NOT NULL CHECK (state <> ''),
  changed_at    TIMESTAMPTZ(6) NOT NULL,
  PRIMARY KEY (practice_id, assignment_id, partner_id),
  FOREIGN KEY (practice_id, assignment_id) REFERENCES assignments (practice_id, id),
  FOREIGN KEY (practice_id, partner_id) REFERENCES partners (practice_id, id),
  FOREIGN KEY (practice_id, couple_id) REFERENCES couples (practice_id, id)
);
CREATE INDEX assignment_parts_by_partner ON assignment_parts (practice_id, partner_id, assignment_id, state);
CREATE INDEX assignment_parts_by_couple ON assignment_parts (practice_id, couple_id, partner_id, state);

CREATE TABLE rounds (
  practice_id      TEXT NOT NULL,
  id               TEXT NOT NULL,
  couple_id        TEXT NOT NULL,
  assignment_id    TEXT NOT NULL,
  exercise_id      TEXT NOT NULL CHECK (exercise_id <> ''),
  exercise_version INTEGER NOT NULL,
  created_at       TIMESTAMPTZ(6) NOT NULL,
  PRIMARY KEY (practice_id, id),
  UNIQUE (practice_id, assignment_id),
  FOREIGN KEY (practice_id, couple_id) REFERENCES couples (practice_id, id),
  FOREIGN KEY (practice_id, assignment_id) REFERENCES assignments (practice_id, id)
);
CREATE INDEX rounds_by_couple ON rounds (practice_id, couple_id, created_at);

CREATE TABLE moves (
  practice_id TEXT NOT NULL,
  id          TEXT NOT NULL,
  couple_id   TEXT NOT NULL,
  round_id    TEXT NOT NULL,
  seq         INTEGER NOT NULL CHECK (seq > 0),
  author      TEXT NOT NULL, -- the partner
  kind        TEXT NOT NULL CHECK (kind <> ''),
  step        TEXT NOT NULL,
  client_key  TEXT NOT NULL CHECK (client_key <> ''),
  payload     BYTEA NOT NULL, -- sealed
  at          TIMESTAMPTZ(6) NOT NULL,
  PRIMARY KEY (practice_id, id),
  UNIQUE (practice_id, round_id, seq),
  UNIQUE (practice_id, round_id, author, client_key),
  FOREIGN KEY (practice_id, couple_id) REFERENCES couples (practice_id, id),
  FOREIGN KEY (practice_id, round_id) REFERENCES rounds (practice_id, id),
  FOREIGN KEY (practice_id, author) REFERENCES partners (practice_id, id)
);
CREATE INDEX moves_by_couple ON moves (practice_id, couple_id, at);

CREATE TABLE drafts (
  practice_id TEXT NOT NULL,
  couple_id   TEXT NOT NULL,
  round_id    TEXT NOT NULL,
  author      TEXT NOT NULL, -- the partner
  payload     BYTEA NOT NULL, -- sealed
  changed_at  TIMESTAMPTZ(6) NOT NULL,
  PRIMARY KEY (practice_id, round_id, author),
  FOREIGN KEY (practice_id, couple_id) REFERENCES couples (practice_id, id),
  FOREIGN KEY (practice_id, round_id) REFERENCES rounds (practice_id, id),
  FOREIGN KEY (practice_id, author) REFERENCES partners (practice_id, id)
);

CREATE TABLE documents (
  practice_id    TEXT NOT NULL,
  id             TEXT NOT NULL,
  couple_id      TEXT NOT NULL,
  kind           TEXT NOT NULL CHECK (kind <> ''),
  edition        TEXT NOT NULL CHECK (edition <> ''),
  content_digest TEXT NOT NULL CHECK (content_digest <> ''),
  bytes_digest   TEXT NOT NULL CHECK (bytes_digest <> ''),
  bytes          BYTEA NOT NULL, -- sealed
  issued_by      TEXT NOT NULL,
  issued_at      TIMESTAMPTZ(6) NOT NULL,
  PRIMARY KEY (practice_id, id),
  FOREIGN KEY (practice_id, couple_id) REFERENCES couples (practice_id, id),
  FOREIGN KEY (practice_id, issued_by) REFERENCES people (practice_id, id)
);
CREATE INDEX documents_by_couple ON documents (practice_id, couple_id, issued_at);

-- The log outlives what it names, so it refers to the practice only.
CREATE TABLE audit_entries (
  practice_id TEXT NOT NULL REFERENCES practices (id),
  id          TEXT NOT NULL,
  at          TIMESTAMPTZ(6) NOT NULL,
  actor_id    TEXT NOT NULL,
  event       TEXT NOT NULL CHECK (event <> ''),
  use_case    TEXT NOT NULL,
  object_kind TEXT NOT NULL,
  object_id   TEXT NOT NULL,
  couple_id   TEXT NOT NULL,
  listed      TEXT NOT NULL, -- JSON: a list of ids
  PRIMARY KEY (practice_id, id)
);
CREATE INDEX audit_entries_by_time ON audit_entries (practice_id, at);
CREATE INDEX audit_entries_by_couple ON audit_entries (practice_id, couple_id, at);
