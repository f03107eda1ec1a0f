-- Old entries go to an archive, in bundles of 256 and in the order of leaves (ADR 34). What stays here of an archived entry
-- is by what it is found; its leaf and what the leaf commits to are in files, by whose digests they are recognised.
CREATE TABLE archive_head (
  id   int PRIMARY KEY CHECK (id = 1),
  next bigint NOT NULL -- the first bundle that is not archived
);
INSERT INTO archive_head VALUES (1, 0);

CREATE TABLE archived (
  bundle         bigint PRIMARY KEY,
  entries_digest bytea NOT NULL, -- SHA-256 of the entry bundle
  content        text  NOT NULL, -- the name of the file with what the leaves commit to
  content_digest bytea NOT NULL
);

-- Files that are being written, or are not needed any more: what is here for long is deleted.
CREATE TABLE archive_waste (
  name text PRIMARY KEY,
  at   timestamptz NOT NULL DEFAULT now()
);

ALTER TABLE entry
  ALTER COLUMN event  DROP NOT NULL,
  ALTER COLUMN leaf   DROP NOT NULL,
  ALTER COLUMN salt   DROP NOT NULL,
  ALTER COLUMN digest DROP NOT NULL;
