CREATE TABLE own_provider (
  id         text PRIMARY KEY,
  agency     text        NOT NULL,
  provider   text        NOT NULL,
  version    bigint      NOT NULL,
  definition text        NOT NULL,
  updated_at timestamptz NOT NULL,
  UNIQUE (agency, provider)
);

CREATE TABLE integration (
  id         text PRIMARY KEY,
  agency     text        NOT NULL,
  provider   text        NOT NULL,
  name       text        NOT NULL,
  client_id  text,
  scopes     text        NOT NULL,
  settings   text        NOT NULL,
  version    bigint      NOT NULL,
  created_at timestamptz NOT NULL,
  deleted_at timestamptz
);
CREATE INDEX integration_by_agency ON integration (agency, id);

CREATE TABLE client (
  id          text PRIMARY KEY,
  agency      text        NOT NULL,
  state       text        NOT NULL,
  name        text,
  email       text,
  external_id text,
  locale      text,
  version     bigint      NOT NULL,
  created_at  timestamptz NOT NULL,
  certificate text,
  offboarded_by_kind text,
  offboarded_by_id   text,
  retry_at    timestamptz
);
CREATE INDEX client_by_agency ON client (agency, id);
CREATE INDEX client_leaving ON client (retry_at) WHERE state = 'OFFBOARDING';

-- Links are kept as hashes only: whoever reads this table can open none.
CREATE TABLE connect_session (
  id           text PRIMARY KEY,
  agency       text        NOT NULL,
  agency_name  text        NOT NULL,
  client       text        NOT NULL,
  integration  text        NOT NULL,
  connection   text        NOT NULL,
  reconnect    boolean     NOT NULL,
  access       text        NOT NULL,
  return_url   text,
  locale       text,
  link_hash    text        NOT NULL UNIQUE,
  status       text        NOT NULL,
  grants       text        NOT NULL,
  version      bigint      NOT NULL,
  created_at   timestamptz NOT NULL,
  expires_at   timestamptz NOT NULL
);
CREATE INDEX session_by_agency ON connect_session (agency, id);
CREATE INDEX session_by_client ON connect_session (client);
CREATE INDEX session_open ON connect_session (expires_at) WHERE status = 'OPEN';

-- One press of "Connect". State and browser secret are hashes; the code is never here.
CREATE TABLE attempt (
  id           text PRIMARY KEY,
  session      text        NOT NULL REFERENCES connect_session (id),
  integration  text        NOT NULL,
  state_hash   text        NOT NULL UNIQUE,
  browser_hash text        NOT NULL,
  status       text        NOT NULL,
  reason       text,
  created_at   timestamptz NOT NULL,
  changed_at   timestamptz NOT NULL,
  expires_at   timestamptz NOT NULL
);
CREATE INDEX attempt_by_session ON attempt (session);
CREATE INDEX attempt_unknown ON attempt (changed_at) WHERE status = 'EXCHANGING';

CREATE TABLE connection (
  id              text PRIMARY KEY,
  agency          text        NOT NULL,
  client          text        NOT NULL,
  provider        text        NOT NULL,
  integration     text        NOT NULL,
  account         text,
  state           text        NOT NULL,
  reason          text,
  version         bigint      NOT NULL,
  created_at      timestamptz NOT NULL,
  changed_at      timestamptz NOT NULL,
  -- The stored steps of a revocation: enforced everywhere, then destroyed.
  revoked_by_kind text,
  revoked_by_id   text,
  enforcement     text,
  destruction     text,
  retry_at        timestamptz
);
CREATE INDEX connection_by_agency ON connection (agency, id);
CREATE INDEX connection_by_client ON connection (client);
CREATE INDEX connection_steps ON connection (retry_at) WHERE retry_at IS NOT NULL;

CREATE TABLE client_link (
  code_hash  text PRIMARY KEY,
  agency     text        NOT NULL,
  client     text        NOT NULL,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  used_at    timestamptz
);
CREATE INDEX client_link_expiry ON client_link (expires_at);

-- The key that signs clients' tokens; the first replica to start makes it.
CREATE TABLE signing_key (
  id         text PRIMARY KEY,
  jwk        text        NOT NULL,
  created_at timestamptz NOT NULL
);

-- Events that were taken in, so that a redelivered one does nothing.
CREATE TABLE handled_event (
  id text PRIMARY KEY,
  at timestamptz NOT NULL
);
CREATE INDEX handled_event_at ON handled_event (at);
