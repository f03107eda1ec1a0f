-- Which creation a caller's key named, and what it made.
CREATE TABLE idempotency_key (
  id          text PRIMARY KEY,
  fingerprint text        NOT NULL,
  made        text        NOT NULL,
  created_at  timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX idempotency_key_age ON idempotency_key (created_at);
