-- Who keeps a connection suspended. What is suspended already is taken as both sides' until each has ended it:
-- neither can then end what was the other's.
ALTER TABLE connection ADD COLUMN suspended_by_agency boolean NOT NULL DEFAULT false;
ALTER TABLE connection ADD COLUMN suspended_by_client boolean NOT NULL DEFAULT false;
ALTER TABLE connection ADD COLUMN suspension_version bigint NOT NULL DEFAULT 0;
UPDATE connection SET suspended_by_agency = true, suspended_by_client = true, suspension_version = 1
 WHERE state = 'SUSPENDED';
