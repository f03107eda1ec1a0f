-- How far each agency's stream has been taken in; the stream is in leaf order per agency.
CREATE TABLE intake (
  agency     text PRIMARY KEY,
  leaf_index bigint NOT NULL
);

CREATE TABLE usage_count (
  agency     text   NOT NULL,
  day        date   NOT NULL,
  connection text   NOT NULL,
  assistant  text   NOT NULL,
  operation  text   NOT NULL,
  outcome    text   NOT NULL,
  calls      bigint NOT NULL,
  PRIMARY KEY (agency, day, connection, assistant, operation, outcome)
);

CREATE TABLE alert (
  id         text PRIMARY KEY,
  agency     text        NOT NULL,
  kind       text        NOT NULL,
  severity   text        NOT NULL,
  about      text        NOT NULL,
  state      text        NOT NULL,
  times      bigint      NOT NULL,
  first_seen timestamptz NOT NULL,
  last_seen  timestamptz NOT NULL,
  client     text,
  connection text,
  assistant  text,
  grant_id   text,
  call_id    text
);
-- One open alert per thing it is about; a repeat is counted, not raised again.
CREATE UNIQUE INDEX alert_open ON alert (agency, kind, about) WHERE state = 'open';
CREATE INDEX alert_list ON alert (agency, id DESC);
