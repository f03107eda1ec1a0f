-- Where in the ledger a revocation and its enforcement stand: the ids of the events told of them. Null in rows of old.
ALTER TABLE access_grant ADD COLUMN revoked_event text;
ALTER TABLE enforcement_step ADD COLUMN event text;
