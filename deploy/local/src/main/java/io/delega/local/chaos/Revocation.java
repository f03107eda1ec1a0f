package io.delega.local.chaos;

/**
 * A revocation that was answered 200.
 *
 * @param item what the grant was for
 * @param through the access-policy that answered
 * @param askedAt when it was sent first; of this machine's monotonic clock, in nanoseconds
 * @param answeredAt when the 200 had been read
 * @param pending how often it was answered 503 {@code enforcement_pending} before
 * @param confirmed how many enforcement points confirmed, as the answer says
 */
record Revocation(
    String item, String through, long askedAt, long answeredAt, int pending, int confirmed) {
  long millis() {
    return (answeredAt - askedAt) / 1_000_000;
  }
}
