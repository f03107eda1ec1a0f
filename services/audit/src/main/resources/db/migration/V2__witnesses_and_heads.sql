-- Cosignature lines of witnesses below a checkpoint, and of how many witnesses they are.
ALTER TABLE checkpoint
  ADD COLUMN cosignatures text NOT NULL DEFAULT '',
  ADD COLUMN cosigned     int  NOT NULL DEFAULT 0;
CREATE INDEX checkpoint_cosigned ON checkpoint (size) WHERE cosigned > 0;
