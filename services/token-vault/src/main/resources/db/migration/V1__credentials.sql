-- The secret of an integration's OAuth app, sealed. One row per integration; version counts the
-- secrets it ever had.
create table integration_secret (
  integration text primary key,
  agency text not null,
  version integer not null,
  wrapped_key text not null,
  secret bytea not null,
  set_at timestamptz not null
);

-- One try of a client to connect an account. The verifier and its key are cleared when it ends.
create table authorization_attempt (
  attempt text primary key,
  agency text not null,
  client text not null,
  connection text not null,
  integration text not null,
  provider text not null,
  mode text not null,
  status text not null check (status in ('started', 'exchanging', 'succeeded', 'failed')),
  reason text,
  client_id text,
  redirect_uri text,
  scopes text not null,
  definition text not null,
  wrapped_key text,
  verifier bytea,
  ticket_hash bytea unique,
  exchanging_since timestamptz,
  granted_scopes text,
  credential_expires_at timestamptz,
  created_at timestamptz not null,
  expires_at timestamptz not null
);
create index authorization_attempt_connection on authorization_attempt (connection);
create index authorization_attempt_open on authorization_attempt (expires_at)
  where status in ('started', 'exchanging');

-- The one current credential of a connection. Without wrapped_key nothing in it can be opened.
create table credential (
  connection text primary key,
  agency text not null,
  client text not null,
  integration text not null,
  provider text not null,
  mode text not null,
  generation integer not null,
  version bigint not null,
  sequence bigint not null,
  state text not null check (state in ('active', 'degraded', 'broken', 'shredded')),
  reason text,
  client_id text,
  app_version integer not null,
  scopes text not null,
  definition text not null,
  wrapped_key text,
  access_token bytea,
  refresh_token bytea,
  account bytea,
  obtained_at timestamptz not null,
  obtained_by text not null check (obtained_by in ('exchange', 'refresh', 'rejection')),
  access_expires_at timestamptz,
  refresh_expires_at timestamptz,
  claim_owner text,
  claim_number bigint not null default 0,
  claim_until timestamptz,
  intent_at timestamptz,
  failures integer not null default 0,
  retry_at timestamptz,
  revocation_outcome text,
  revocation_reason text
);
create index credential_integration on credential (integration);
create index credential_lapsing on credential (refresh_expires_at)
  where state in ('active', 'degraded') and refresh_expires_at is not null;

-- Which generation and version of a credential is the current one, with a digest of what was
-- sealed. Kept apart, so that an older row put back is noticed.
create table credential_anchor (
  connection text primary key,
  generation integer not null,
  version bigint not null,
  digest bytea not null
);
