package io.delega.connect.page;

/**
 * The page after success.
 *
 * @param already whether this callback had come before
 * @param completed whether the consent is enforced everywhere
 * @param action where the button for the client's own page goes
 * @param returnUrl back to the agency, or null
 */
public record DoneView(
    String language,
    String provider,
    String agency,
    boolean already,
    boolean completed,
    String action,
    String csrf,
    String returnUrl) {

  /** The callback's address must not be asked for again by a refresh or a language link. */
  public boolean switchable() {
    return !already;
  }

  public boolean refresh() {
    return !completed && !already;
  }
}
