-- What an agency asks a client for beyond what was agreed to, and how the client answered.
CREATE TABLE access_request (
  id             text PRIMARY KEY,
  agency         text        NOT NULL,
  client         text        NOT NULL,
  connection     text        NOT NULL REFERENCES connection,
  assistant      text        NOT NULL REFERENCES assistant,
  assistant_name text        NOT NULL,
  state          text        NOT NULL,
  permissions    text        NOT NULL,
  limits         text        NOT NULL,
  reason         text,
  access_grant   text,
  step           text,
  version        bigint      NOT NULL,
  created_at     timestamptz NOT NULL,
  expires_at     timestamptz NOT NULL,
  ended_at       timestamptz
);
CREATE INDEX access_request_agency ON access_request (agency, id);
CREATE INDEX access_request_open ON access_request (connection) WHERE state = 'OPEN';
