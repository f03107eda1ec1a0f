-- Owners whose personal parts are destroyed: nothing of theirs is kept any more. The key goes at once, what it sealed and
-- the salts in pieces after it (cleared), and then an event says so until it is an entry itself (logged).
CREATE TABLE erasure (
  agency     text        NOT NULL,
  owner      text        NOT NULL,
  event_id   text        NOT NULL UNIQUE,
  actor_kind text        NOT NULL,
  actor_id   text        NOT NULL,
  at         timestamptz NOT NULL,
  cleared    boolean     NOT NULL DEFAULT false,
  logged     boolean     NOT NULL DEFAULT false,
  PRIMARY KEY (agency, owner)
);
CREATE INDEX erasure_open ON erasure (at) WHERE NOT logged;
CREATE INDEX entry_personal ON entry (agency, personal_owner) WHERE personal IS NOT NULL;
