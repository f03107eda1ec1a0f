package io.delega.tokenvault.credential;

/** No credential can be had for a call. The detail holds nothing secret. */
public class CredentialUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** There is no usable credential, and only connecting again gives one. */
  public static final String BROKEN = "connection_broken";

  /** The key-encryption key or the store cannot be reached. */
  public static final String KEYS = "keys_unavailable";

  /** The provider cannot be reached for a refresh that is due. */
  public static final String UPSTREAM = "upstream_unavailable";

  private final String code;

  /** A failure with a stable code and a detail for a person. */
  public CredentialUnavailableException(String code, String detail) {
    super(detail, null, false, false);
    this.code = code;
  }

  /** The stable code, as in the API's answers. */
  public String code() {
    return code;
  }
}
