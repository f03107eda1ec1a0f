-- The id of the event that told of the revocation, by which the ledger knows it. Null in rows of old.
alter table connection add column revoked_event text;
