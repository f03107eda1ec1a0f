-- Cosignature lines of witnesses below a checkpoint, and of how many witnesses they are.
ALTER TABLE checkpoint
  ADD COLUMN cosignatures text NOT NULL DEFAULT '',
  ADD COLUMN cosigned     int  NOT NULL DEFAULT 0;
CREATE INDEX checkpoint_cosigned ON checkpoint (size) WHERE cosigned > 0;

-- The last head of each agency that was logged, and when.
CREATE TABLE logged_head (
  agency text PRIMARY KEY,
  number bigint      NOT NULL,
  at     timestamptz NOT NULL
);

-- Replies of a time-stamping authority (RFC 3161) on checkpoints as they were signed.
CREATE TABLE checkpoint_timestamp (
  size  bigint PRIMARY KEY REFERENCES checkpoint,
  time  timestamptz NOT NULL,
  reply bytea       NOT NULL
);
