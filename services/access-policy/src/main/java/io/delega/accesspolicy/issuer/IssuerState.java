package io.delega.accesspolicy.issuer;

import java.util.Locale;

/** Whether an issuer's tokens get anybody in. */
enum IssuerState {
  TRUSTED,
  REMOVED;

  /** As it is called outside. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
