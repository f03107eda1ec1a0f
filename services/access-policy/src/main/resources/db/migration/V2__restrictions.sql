-- What overrides grants and is shared by many connections: guardrails by owner, quarantined assistants.
CREATE TABLE guardrail_owner (
  key     text PRIMARY KEY,
  agency  text,
  client  text,
  version bigint NOT NULL
);

CREATE TABLE guardrail (
  id         text PRIMARY KEY,
  owner_key  text        NOT NULL REFERENCES guardrail_owner,
  agency     text,
  client     text,
  name       text        NOT NULL,
  text       text        NOT NULL,
  version    bigint      NOT NULL,
  updated_at timestamptz NOT NULL
);
CREATE INDEX guardrail_owner_key ON guardrail (owner_key);
CREATE INDEX guardrail_agency ON guardrail (agency, id);

-- A step may be about a record of the enforced state that is no connection's. Null: the connection's.
ALTER TABLE enforcement_step ALTER COLUMN connection DROP NOT NULL;
ALTER TABLE enforcement_step ADD COLUMN state_key text;
ALTER TABLE enforcement_step ADD COLUMN what text;
ALTER TABLE enforcement_step ADD COLUMN about text;
CREATE INDEX enforcement_step_key ON enforcement_step (state_key, version) WHERE state_key IS NOT NULL;

-- When the end of a grant was announced.
ALTER TABLE access_grant ADD COLUMN announced_at timestamptz;

-- Which creation a caller's key named, and what it made.
CREATE TABLE idempotency_key (
  id          text PRIMARY KEY,
  fingerprint text        NOT NULL,
  made        text        NOT NULL,
  created_at  timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX idempotency_key_age ON idempotency_key (created_at);
