-- What is told of a row that is not the one its anchor names, even when the row is gone.
alter table credential_anchor add column agency text;
alter table credential_anchor add column client text;
alter table credential_anchor add column sequence bigint not null default 0;
alter table credential_anchor add column finding text;
update credential_anchor a set agency = c.agency, client = c.client, sequence = c.sequence
  from credential c where c.connection = a.connection;

-- Events of a secret are more than its versions.
alter table integration_secret add column sequence bigint not null default 0;
update integration_secret set sequence = version;

-- Which version of the key-encryption key wrapped what.
create index credential_kek on credential
  ((split_part(wrapped_key, '/', 1) || '/' || split_part(wrapped_key, '/', 2)), connection);

-- When a version of the key-encryption key was first seen to be the current one.
create table kek_version (
  kek text primary key,
  seen_at timestamptz not null
);

-- How far an agency's data keys are brought under a version.
create table key_rewrap (
  agency text not null,
  kek text not null,
  credentials integer not null default 0,
  secrets integer not null default 0,
  started_at timestamptz not null,
  completed_at timestamptz,
  primary key (agency, kek)
);
