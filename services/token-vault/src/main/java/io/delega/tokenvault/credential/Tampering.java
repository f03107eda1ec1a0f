package io.delega.tokenvault.credential;

import java.util.Optional;

/** What a row and its anchor tell of each other. The names stand in events. */
final class Tampering {
  static final String CHANGED = "changed";
  static final String OLDER = "older";
  static final String UNANCHORED = "unanchored";
  static final String MISSING = "missing";

  /** It is what its anchor names, yet does not open where it stands. */
  static final String UNREADABLE = "unreadable";

  private Tampering() {}

  /** What is wrong; either may be null. A shredded row holds nothing and has no anchor. */
  static Optional<String> of(CredentialRow row, CredentialAnchor anchor) {
    if (row == null) {
      return anchor == null ? Optional.empty() : Optional.of(MISSING);
    }
    if (CredentialRow.SHREDDED.equals(row.state)) {
      return Optional.empty();
    }
    if (anchor == null) {
      return Optional.of(UNANCHORED);
    }
    if (anchor.holds(row)) {
      return Optional.empty();
    }
    boolean older = row.generation < anchor.generation || row.version < anchor.version;
    return Optional.of(older ? OLDER : CHANGED);
  }
}
