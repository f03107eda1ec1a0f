-- What the tests change together with the outbox.
CREATE TABLE aggregate (
  id      text PRIMARY KEY,
  version bigint NOT NULL
);
