-- Calls of a client that is gone are removed at once, and once more (cleared) when nothing of it can come late any more.
ALTER TABLE forgotten_client ADD COLUMN swept boolean NOT NULL DEFAULT false;
UPDATE forgotten_client SET swept = true WHERE cleared;
