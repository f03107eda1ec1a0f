-- Searching: by every field, by words and by time, however many entries there are (ADR 32).

-- The words of an entry that can be searched, without anything personal, as hashes that hold for one agency only.
-- A word is letters, digits and underscores, so that an id is one word; times and call ids are no words.
-- The service computes them as it inserts (Words.java, the same rule, at a fraction of the cost); these functions are
-- for what was there before, and for whoever has to fill the column again.
CREATE FUNCTION text_words(agency text, words text) RETURNS bigint[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (
  SELECT coalesce(array_agg(DISTINCT ('x' || left(md5(agency || '/' || word), 16))::bit(64)::bigint), '{}')
  FROM regexp_split_to_table(lower(words), '[^[:alnum:]_]+') AS word
  WHERE word <> ''
);

CREATE FUNCTION event_words(agency text, event jsonb) RETURNS bigint[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (
  SELECT text_words(agency, string_agg(value #>> '{}', ' '))
    -- a whole operation, too, because its parts are in many others
    || CASE WHEN jsonb_typeof(event #> '{data,operation}') = 'string' THEN
      ARRAY[('x' || left(md5(agency || '/operation=' || (event #>> '{data,operation}')), 16))::bit(64)::bigint]
      ELSE '{}' END
  FROM (
    SELECT jsonb_path_query(event #- '{data,callId}', 'strict $.data.**') AS value
    UNION ALL SELECT event -> 'type'
    UNION ALL SELECT event -> 'actorid'
    UNION ALL SELECT event -> 'subject'
  ) AS found
  WHERE jsonb_typeof(value) = 'string'
    AND value #>> '{}' !~ '^(call_[0-9A-Za-z-]{20,}$|[0-9]{4}-[0-9]{2}-[0-9]{2}T)'
);

ALTER TABLE entry ADD COLUMN words bigint[];
UPDATE entry SET words = event_words(agency, event::jsonb);
ALTER TABLE entry ALTER COLUMN words SET NOT NULL;
-- Which words are frequent decides between walking the leaves and looking the word up.
ALTER TABLE entry ALTER COLUMN words SET STATISTICS 1000;

CREATE INDEX entry_words ON entry USING gin (words);
CREATE INDEX entry_operation ON entry (agency, operation, leaf_index) WHERE operation IS NOT NULL;
CREATE INDEX entry_reason ON entry (agency, reason, leaf_index) WHERE reason IS NOT NULL;
CREATE INDEX entry_grant ON entry (grant_id, leaf_index) WHERE grant_id IS NOT NULL;
-- The two frequent outcomes are found by walking; the others are few.
CREATE INDEX entry_outcome ON entry (agency, outcome, leaf_index)
  WHERE outcome NOT IN ('allowed', 'completed');

-- Between which times the leaves of each block of 4096 are: a search by time begins and ends at the right leaf,
-- though events come late and their times are not in the order of leaves.
CREATE TABLE leaf_times (
  block    bigint PRIMARY KEY,
  earliest timestamptz NOT NULL,
  latest   timestamptz NOT NULL
);
INSERT INTO leaf_times SELECT leaf_index / 4096, min(time), max(time) FROM entry GROUP BY 1;

CREATE FUNCTION keep_leaf_times() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO leaf_times AS known
    SELECT leaf_index / 4096, min(time), max(time) FROM added GROUP BY 1
  ON CONFLICT (block) DO UPDATE
    SET earliest = least(known.earliest, excluded.earliest),
        latest = greatest(known.latest, excluded.latest);
  RETURN NULL;
END
$$;
CREATE TRIGGER leaf_times AFTER INSERT ON entry
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION keep_leaf_times();
