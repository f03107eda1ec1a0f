package io.delega.tokenvault.credential;

/** What is stored of a connection is not what was stored; {@link Findings} tells of it. */
public final class CredentialTamperedException extends CredentialUnavailableException {
  private static final long serialVersionUID = 1L;

  private final String connection;
  private final String finding;
  private final transient byte[] digest;

  CredentialTamperedException(String connection, String finding, byte[] digest, String detail) {
    super(BROKEN, detail);
    this.connection = connection;
    this.finding = finding;
    this.digest = digest;
  }

  String connection() {
    return connection;
  }

  /** As in the event {@code credential.tampered}. */
  public String finding() {
    return finding;
  }

  /** {@link CredentialRow#digest} of the row that was found; null without one. */
  byte[] digest() {
    return digest;
  }
}
