-- Under what requests count, as JSON; null in rows of old, whose requests count by themselves.
ALTER TABLE access_grant ADD COLUMN counters text;
ALTER TABLE consent ADD COLUMN counters text;
