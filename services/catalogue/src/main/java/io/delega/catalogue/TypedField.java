package io.delega.catalogue;

import java.util.Map;

/**
 * Something that a client types to connect an account.
 *
 * @param name of the form's field
 * @param kind how it is typed
 * @param title how the client is asked, by language; empty for the well-known fields
 */
public record TypedField(String name, Kind kind, Map<String, String> title) {
  /** An API key. */
  public static final TypedField KEY = of("key", Kind.SECRET);

  /** A user name. */
  public static final TypedField USER = of("username", Kind.TEXT);

  /** A password. */
  public static final TypedField PASSWORD = of("password", Kind.SECRET);

  /** The public id of the client's own OAuth app. */
  public static final TypedField CLIENT_ID = of("clientId", Kind.TEXT);

  /** The secret of the client's own OAuth app. */
  public static final TypedField CLIENT_SECRET = of("clientSecret", Kind.SECRET);

  /**
   * The key file of a service account: JSON with {@code client_email} (or {@code issuer}), {@code
   * private_key} (PKCS #8, PEM) and where there is one {@code private_key_id}.
   */
  public static final TypedField SERVICE_ACCOUNT = of("serviceAccount", Kind.FILE);

  /** How a field is typed. */
  public enum Kind {
    /** One line that may be seen. */
    TEXT,
    /** One line that is hidden. */
    SECRET,
    /** The text of a file. */
    FILE
  }

  private static TypedField of(String name, Kind kind) {
    return new TypedField(name, kind, Map.of());
  }
}
