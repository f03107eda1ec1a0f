-- A credential that nobody may use any more and that the provider has not confirmed to be revoked.
alter table credential drop constraint credential_state_check;
alter table credential add constraint credential_state_check
  check (state in ('active', 'degraded', 'broken', 'revoking', 'shredded'));
alter table credential add column revoking_since timestamptz;
create index credential_revoking on credential (retry_at) where state = 'revoking';
