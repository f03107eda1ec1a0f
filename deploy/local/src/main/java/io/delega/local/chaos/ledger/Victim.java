package io.delega.local.chaos.ledger;

/** What is killed, by {@code kill -9}. */
enum Victim {
  AUDIT("audit"),
  AUDIT_2("audit-2"),
  KAFKA("kafka"),
  POSTGRES("postgres"),
  /** A child of the server, in the middle of what it does; the server recovers by itself. */
  POSTGRES_CHILD("a process of postgres");

  final String words;

  Victim(String words) {
    this.words = words;
  }
}
