package io.delega.tokenvault.credential;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.delega.keys.KeyContext;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * The one current credential of a connection, sealed. Changed only under its row lock; copies that
 * are kept in memory are never changed.
 */
@Entity
@Table(name = "credential")
public class CredentialRow {
  public static final String ACTIVE = "active";
  public static final String DEGRADED = "degraded";
  public static final String BROKEN = "broken";

  /** Never used again; kept sealed until the provider confirms that it is revoked. */
  public static final String REVOKING = "revoking";

  public static final String SHREDDED = "shredded";

  @Id public String connection;
  public String agency;
  public String client;
  public String integration;
  public String provider;
  public String mode;

  /** Counts the credentials of the connection, from 1; a new connect starts the next. */
  public int generation;

  /** Rises with every sealed token, over all generations. */
  public long version;

  /** The version of the aggregate in events. */
  public long sequence;

  public String state;
  public String reason;

  @Column(name = "client_id")
  public String clientId;

  /** Which secret of the integration it was obtained with; 0 where there is none. */
  @Column(name = "app_version")
  public int appVersion;

  /** Separated by spaces. */
  public String scopes;

  /** The provider's definition as it was when the account was connected, settings filled in. */
  public String definition;

  @Column(name = "wrapped_key")
  public String wrappedKey;

  @Column(name = "access_token")
  public byte[] access;

  @Column(name = "refresh_token")
  public byte[] refresh;

  public byte[] account;

  @Column(name = "dpop_key")
  public byte[] dpopKey;

  @Column(name = "obtained_at")
  public Instant obtainedAt;

  /** exchange, refresh, or rejection: a refresh that the provider's 401 asked for. */
  @Column(name = "obtained_by")
  public String obtainedBy;

  @Column(name = "access_expires_at")
  public Instant accessExpiresAt;

  @Column(name = "refresh_expires_at")
  public Instant refreshExpiresAt;

  @Column(name = "claim_owner")
  public String claimOwner;

  @Column(name = "claim_number")
  public long claimNumber;

  @Column(name = "claim_until")
  public Instant claimUntil;

  /** When a refresh was about to be sent whose answer is not stored. */
  @Column(name = "intent_at")
  public Instant intentAt;

  /** Failed refreshes in a row. */
  public int failures;

  @Column(name = "retry_at")
  public Instant retryAt;

  /** Which secret of the integration the provider refused last; null: none. */
  @Column(name = "tried_app")
  public Integer triedApp;

  /** When its revocation began. */
  @Column(name = "revoking_since")
  public Instant revokingSince;

  @Column(name = "revocation_outcome")
  public String revocationOutcome;

  @Column(name = "revocation_reason")
  public String revocationReason;

  /** The id of the event that told what became of it at the provider; null until then. */
  @Column(name = "revoked_event")
  public String revokedEvent;

  /** The id of the event that told of the destruction of its keys; null until then. */
  @Column(name = "shredded_event")
  public String shreddedEvent;

  /** The context of this generation's data key. */
  public KeyContext keyContext() {
    return new KeyContext(agency, connection, "data-key", generation);
  }

  /**
   * The name of a sealed field: with the version, and with a digest of everything that decides
   * where the credential is sent, so that none of it can be changed in the database unnoticed.
   */
  public String field(String name, long ofVersion) {
    return name + "/" + ofVersion + "/" + binding();
  }

  /** The scopes as a list. */
  public List<String> scopeList() {
    return scopes.isBlank() ? List.of() : List.of(scopes.split(" "));
  }

  /** Whether it may never be used again. */
  public boolean gone() {
    return REVOKING.equals(state) || SHREDDED.equals(state);
  }

  /** Whether the access token has not run out. */
  public boolean alive(Instant now) {
    return accessExpiresAt == null || now.isBefore(accessExpiresAt);
  }

  /** What the anchor keeps of the sealed fields; {@link Inspection} computes the same. */
  byte[] digest() {
    MessageDigest sha = sha256();
    sha.update(wrappedKey.getBytes(UTF_8));
    sha.update(access);
    if (refresh != null) {
      sha.update(refresh);
    }
    if (dpopKey != null) {
      sha.update(dpopKey);
    }
    return sha.digest();
  }

  private String binding() {
    MessageDigest sha = sha256();
    Stream.of(client, integration, provider, mode, clientId, definition)
        .map(text -> text == null ? new byte[0] : text.getBytes(UTF_8))
        .forEach(
            bytes -> {
              sha.update(ByteBuffer.allocate(4).putInt(bytes.length).array());
              sha.update(bytes);
            });
    return HexFormat.of().formatHex(sha.digest(), 0, 16);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
