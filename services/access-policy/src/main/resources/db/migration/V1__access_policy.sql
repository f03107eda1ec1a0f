-- Assistants, consents and grants; what is enforced per connection; and what still waits for enforcement.
CREATE TABLE assistant (
  id         text PRIMARY KEY,
  agency     text        NOT NULL,
  name       text        NOT NULL,
  issuer     text        NOT NULL,
  subject    text        NOT NULL,
  state      text        NOT NULL,
  version    bigint      NOT NULL,
  created_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX assistant_identity ON assistant (agency, issuer, subject) WHERE state <> 'DELETED';

-- The aggregate whose row is locked before anything that is enforced for it changes.
CREATE TABLE connection (
  id         text PRIMARY KEY,
  agency     text   NOT NULL,
  client     text,
  provider   text,
  state      text   NOT NULL,
  version    bigint NOT NULL,
  revocation text
);

-- What a client agreed to, per assistant; withdrawn when the client stops the assistant.
CREATE TABLE consent (
  id           text PRIMARY KEY,
  connection   text        NOT NULL REFERENCES connection,
  session      text,
  assistant    text        NOT NULL,
  permissions  text        NOT NULL,
  limits       text        NOT NULL,
  created_at   timestamptz NOT NULL,
  withdrawn_at timestamptz
);
CREATE INDEX consent_connection ON consent (connection, assistant);

CREATE TABLE access_grant (
  id          text PRIMARY KEY,
  agency      text        NOT NULL,
  client      text,
  connection  text        NOT NULL REFERENCES connection,
  assistant   text        NOT NULL REFERENCES assistant,
  state       text        NOT NULL,
  permissions text        NOT NULL,
  limits      text        NOT NULL,
  expires_at  timestamptz,
  source      text        NOT NULL,
  version     bigint      NOT NULL,
  created_at  timestamptz NOT NULL,
  ended_at    timestamptz,
  revocation  text
);
CREATE INDEX access_grant_agency ON access_grant (agency, id);
CREATE INDEX access_grant_connection ON access_grant (connection);
CREATE INDEX access_grant_assistant ON access_grant (assistant);
CREATE INDEX access_grant_expiry ON access_grant (expires_at) WHERE state = 'ACTIVE';

-- An agency's own provider definitions, by 'agency/provider'.
CREATE TABLE provider (
  id         text PRIMARY KEY,
  agency     text   NOT NULL,
  provider   text   NOT NULL,
  version    bigint NOT NULL,
  definition text   NOT NULL
);

-- A change that is to be reported once every enforcement point applies it.
CREATE TABLE enforcement_step (
  id         text PRIMARY KEY,
  kind       text        NOT NULL,
  agency     text        NOT NULL,
  connection text        NOT NULL REFERENCES connection,
  client     text,
  version    bigint      NOT NULL,
  session    text,
  grants     text        NOT NULL,
  actor_kind text        NOT NULL,
  actor_id   text        NOT NULL,
  started_at timestamptz NOT NULL,
  done_at    timestamptz,
  took_ms    bigint      NOT NULL DEFAULT 0,
  confirmed  integer     NOT NULL DEFAULT 0,
  expired    integer     NOT NULL DEFAULT 0
);
CREATE INDEX enforcement_step_open ON enforcement_step (started_at) WHERE done_at IS NULL;

-- Events taken in, so that a redelivered one changes nothing.
CREATE TABLE taken_event (
  id       text PRIMARY KEY,
  taken_at timestamptz NOT NULL DEFAULT now()
);
