-- Issuers of tokens that agencies trust for their assistants besides the platform's own. A removed one keeps its row:
-- the version of what is enforced goes on rising.
CREATE TABLE trusted_issuer (
  id         text PRIMARY KEY,
  agency     text        NOT NULL,
  name       text        NOT NULL,
  issuer     text        NOT NULL,
  audience   text        NOT NULL,
  jwks_uri   text,
  state      text        NOT NULL,
  version    bigint      NOT NULL,
  created_at timestamptz NOT NULL,
  changed_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX trusted_issuer_once ON trusted_issuer (agency, issuer) WHERE state = 'TRUSTED';
