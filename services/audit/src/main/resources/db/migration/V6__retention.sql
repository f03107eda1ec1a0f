-- How long an agency's entries are kept; without a row, for ever.
CREATE TABLE retention (
  agency  text PRIMARY KEY,
  days    int,             -- null: for ever, again
  version bigint NOT NULL
);

-- What a hold covers is kept, however old it is.
CREATE TABLE hold (
  agency  text   NOT NULL,
  name    text   NOT NULL,
  reason  bytea  NOT NULL, -- sealed under the agency's key
  client  text,            -- null: of all clients
  since   timestamptz,     -- null: from the beginning
  before  timestamptz,     -- null: without end
  version bigint NOT NULL,
  PRIMARY KEY (agency, name)
);

-- Below this number of the agency nothing is kept but the leaves.
ALTER TABLE agency_head ADD COLUMN kept_from bigint NOT NULL DEFAULT 0;

CREATE TABLE forgotten (
  leaf_index      bigint PRIMARY KEY,
  event_id        text   NOT NULL UNIQUE,
  agency          text   NOT NULL,
  agency_sequence bigint NOT NULL,
  leaf            bytea -- null: archived
);

-- Facts of audit itself that go with a change of its state; in the order in which they came.
CREATE TABLE own_fact (
  position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  key      text  NOT NULL,
  event    bytea NOT NULL
);
