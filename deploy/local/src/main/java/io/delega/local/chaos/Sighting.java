package io.delega.local.chaos;

/**
 * Something under a grant that was seen on its way.
 *
 * @param item what the grant is for
 * @param replica which token-vault it went through
 * @param at of this machine's monotonic clock, in nanoseconds
 */
record Sighting(String item, String replica, Kind kind, long at) {
  /** What was seen, and by whom. */
  enum Kind {
    /** The provider has read a request's head. */
    REQUEST("request"),
    /** The provider has read a piece of a request's body. */
    UPLOAD("piece of a request"),
    /** The caller has read an answer, or a piece of one that goes on and on. */
    ANSWER("piece of an answer");

    final String words;

    Kind(String words) {
      this.words = words;
    }
  }
}
