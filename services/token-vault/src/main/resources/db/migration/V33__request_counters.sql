-- What all replicas have taken under a counter: {period: {slice: number}}. A lasting row counts for good.
create table request_counter (
  id         text primary key,
  connection text        not null,
  taken      text        not null,
  lasting    boolean     not null,
  touched_at timestamptz not null
);
create index request_counter_connection on request_counter (connection);
