package io.delega.tokenvault.enforcement;

/** Why a call in flight must end, as it is answered. */
public record Cut(int status, String code, String detail) {
  static final Cut STALE =
      new Cut(503, "enforcement_stale", "This enforcement point lost touch while the call ran.");
  static final Cut STOPPING =
      new Cut(503, "enforcement_stale", "This enforcement point is stopping.");
}
