-- In which version of an agency's own provider each operation became what it is, as JSON; null: in the first.
ALTER TABLE provider ADD COLUMN since text;

-- By which version of an agency's own provider the client agreed; null for the platform's providers and for rows of old.
ALTER TABLE consent ADD COLUMN definition bigint;
ALTER TABLE access_grant ADD COLUMN definition bigint;
ALTER TABLE access_request ADD COLUMN definition bigint;
