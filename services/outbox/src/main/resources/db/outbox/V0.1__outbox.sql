-- Rows of events and state records, written in the transaction of the change they tell of.
CREATE TABLE outbox (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  topic        text        NOT NULL,
  record_key   text        NOT NULL,
  record_value bytea,
  created_at   timestamptz NOT NULL DEFAULT now(),
  sent_at      timestamptz
);

-- What is still to be sent, in order. Rows are marked, never skipped by comparing ids: a transaction that took a
-- lower id may commit later.
CREATE INDEX outbox_unsent ON outbox (id) WHERE sent_at IS NULL;
CREATE INDEX outbox_sent ON outbox (sent_at) WHERE sent_at IS NOT NULL;

-- One relay at a time. A lease that runs out by the database's clock, not a lock: a stopped holder keeps a lock.
CREATE TABLE outbox_relay (
  service text PRIMARY KEY,
  holder  text        NOT NULL,
  until   timestamptz NOT NULL
);
