package io.delega.connect.connection;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;
import java.util.Optional;

/** The states of a connection, and which change follows from which news. */
public enum ConnectionState {
  /** The credential is there; the grants are not enforced everywhere yet. */
  @JsonProperty("pending")
  PENDING,
  @JsonProperty("active")
  ACTIVE,
  /** It works, but the credential cannot be renewed: it will break. */
  @JsonProperty("degraded")
  DEGRADED,
  /** The credential does not work any more; the client must connect again. */
  @JsonProperty("broken")
  BROKEN,
  @JsonProperty("suspended")
  SUSPENDED,
  /** For good. */
  @JsonProperty("revoked")
  REVOKED;

  /** What can happen to a connection, other than its revocation. */
  public enum News {
    GRANTS_ENFORCED,
    CONNECTED_AGAIN,
    CREDENTIAL_ACTIVE,
    CREDENTIAL_DEGRADED,
    CREDENTIAL_BROKEN;

    /** What token-vault's word about a credential means; empty for a word we do not know. */
    public static Optional<News> ofCredential(String state) {
      return switch (state) {
        case "active" -> Optional.of(CREDENTIAL_ACTIVE);
        case "degraded" -> Optional.of(CREDENTIAL_DEGRADED);
        case "broken" -> Optional.of(CREDENTIAL_BROKEN);
        default -> Optional.empty();
      };
    }
  }

  /** The state after the news; the same one where nothing changes. */
  public ConnectionState after(News news) {
    if (this == REVOKED || this == SUSPENDED) {
      return this;
    }
    return switch (news) {
      case GRANTS_ENFORCED -> this == PENDING ? ACTIVE : this;
      case CREDENTIAL_ACTIVE, CONNECTED_AGAIN -> this == PENDING ? PENDING : ACTIVE;
      case CREDENTIAL_DEGRADED -> this == PENDING ? PENDING : DEGRADED;
      case CREDENTIAL_BROKEN -> BROKEN;
    };
  }

  /** The word in answers and events. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
