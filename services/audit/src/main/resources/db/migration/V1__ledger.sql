-- The tree's one head. Whoever sequences locks this row: several replicas take events in, one at a time appends.
CREATE TABLE tree_head (
  id             int PRIMARY KEY CHECK (id = 1),
  size           bigint NOT NULL,
  published_size bigint NOT NULL
);
INSERT INTO tree_head VALUES (1, 0, 0);

CREATE TABLE entry (
  leaf_index      bigint PRIMARY KEY,
  event_id        text        NOT NULL UNIQUE,
  agency          text        NOT NULL,
  agency_sequence bigint      NOT NULL,
  type            text        NOT NULL,
  time            timestamptz NOT NULL,
  client          text,
  connection      text,
  grant_id        text,
  assistant       text,
  operation       text,
  outcome         text,
  reason          text,
  call_id         text,
  event           text        NOT NULL, -- without personal fields
  personal        bytea,                -- sealed under the key of its owner
  personal_owner  text,
  leaf            bytea       NOT NULL,
  salt            text        NOT NULL,
  digest          text        NOT NULL,
  digest_salt     text,
  UNIQUE (agency, agency_sequence)
);
CREATE INDEX entry_agency ON entry (agency, leaf_index);
CREATE INDEX entry_type ON entry (agency, type, leaf_index);
CREATE INDEX entry_client ON entry (agency, client, leaf_index) WHERE client IS NOT NULL;
CREATE INDEX entry_connection ON entry (connection, leaf_index) WHERE connection IS NOT NULL;
CREATE INDEX entry_assistant ON entry (agency, assistant, leaf_index) WHERE assistant IS NOT NULL;
CREATE INDEX entry_call ON entry (call_id) WHERE call_id IS NOT NULL;

-- The next number of each agency; changed only under the head's lock.
CREATE TABLE agency_head (
  agency text PRIMARY KEY,
  next   bigint NOT NULL
);

CREATE TABLE tile (
  level  int    NOT NULL,
  idx    bigint NOT NULL,
  hashes bytea  NOT NULL,
  PRIMARY KEY (level, idx)
);

CREATE TABLE checkpoint (
  size bigint PRIMARY KEY,
  note text        NOT NULL,
  at   timestamptz NOT NULL DEFAULT now()
);

-- Data keys of clients, and of agencies for what belongs to no client. Deleting a row destroys what it sealed.
CREATE TABLE personal_key (
  agency  text NOT NULL,
  owner   text NOT NULL,
  wrapped text NOT NULL,
  PRIMARY KEY (agency, owner)
);

-- The published stream: who publishes, and up to where.
CREATE TABLE stream_cursor (
  id     int PRIMARY KEY CHECK (id = 1),
  next   bigint NOT NULL,
  holder text,
  until  timestamptz
);
INSERT INTO stream_cursor (id, next) VALUES (1, 0);
