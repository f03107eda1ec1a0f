-- In which version of an agency's own provider each operation became what it is, as JSON; null: in the first.
ALTER TABLE own_provider ADD COLUMN since text;

-- The version of the agency's own provider by which a session's access was written; null for the platform's.
ALTER TABLE connect_session ADD COLUMN definition bigint;
