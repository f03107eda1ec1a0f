-- Who keeps a connection suspended, as access-policy answered last, and the version of that answer.
ALTER TABLE connection ADD COLUMN suspended_by_agency boolean NOT NULL DEFAULT false;
ALTER TABLE connection ADD COLUMN suspended_by_client boolean NOT NULL DEFAULT false;
ALTER TABLE connection ADD COLUMN suspension_version bigint NOT NULL DEFAULT 0;
UPDATE connection SET suspended_by_agency = reason IS DISTINCT FROM 'suspended_by_client',
                      suspended_by_client = reason IS NOT DISTINCT FROM 'suspended_by_client'
 WHERE state = 'SUSPENDED';
