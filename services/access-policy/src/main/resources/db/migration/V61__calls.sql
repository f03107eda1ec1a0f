-- What was decided about calls and how they ended, as long as the topic keeps it: so that a call can be explained by its id.
-- Rows are only added and removed; the same fact told twice is one row.
CREATE TABLE call_fact (
  call   text COLLATE "C" NOT NULL,
  kind   text COLLATE "C" NOT NULL,
  agency text             NOT NULL,
  client text,
  at     timestamptz      NOT NULL,
  event  text             NOT NULL,
  PRIMARY KEY (call, kind)
);
CREATE INDEX call_fact_at ON call_fact USING brin (at);

-- Clients of whose calls nothing is kept any more, nor taken in when it comes late.
CREATE TABLE forgotten_client (
  client  text PRIMARY KEY,
  at      timestamptz NOT NULL,
  cleared boolean     NOT NULL DEFAULT false
);
