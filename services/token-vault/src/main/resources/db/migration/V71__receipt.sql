-- The ids of the events that told of a credential's end, by which the ledger knows them. Null in rows of old.
alter table credential add column revoked_event text;
alter table credential add column shredded_event text;
