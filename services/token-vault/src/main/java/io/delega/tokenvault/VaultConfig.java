package io.delega.tokenvault;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What an operator can set of token-vault. */
@ConfigMapping(prefix = "delega.vault")
public interface VaultConfig {
  /** Base of every URL that is handed out, without a trailing slash. */
  @WithDefault("http://localhost:8080")
  String publicUrl();

  /** {@code host:port} pairs that the address rules let through, over plain http too. */
  Optional<List<String>> allowedAddresses();

  /** A PEM file of authorities that are trusted besides Java's own, for providers of one's own. */
  Optional<Path> trustedCertificates();

  /** How long a connect attempt keeps its PKCE verifier. */
  @WithDefault("15m")
  Duration attemptLifetime();

  /** How many connections keep their sealed credential in memory. */
  @WithDefault("10000")
  int warmConnections();

  /** Calls to token, revocation and probe endpoints. */
  Provider provider();

  /** How refreshes are coordinated. */
  Refresh refresh();

  /** How credentials are revoked at providers. */
  Revocation revocation();

  /** How stored credentials are compared with their anchors. */
  Inspection inspection();

  /** How everything is brought under a new version of the key-encryption key. */
  Rewrap rewrap();

  /** How stored credentials are compared with their anchors. */
  interface Inspection {
    /** How often all of them are; each is at every use that reads it, too. */
    @WithDefault("10m")
    Duration every();
  }

  /** How everything is brought under a new version of the key-encryption key. */
  interface Rewrap {
    /** How often it is looked whether the key was rotated, and rewrapping goes on. */
    @WithDefault("1m")
    Duration every();

    /** How long a version must be the current one before those before it may be destroyed. */
    @WithDefault("15m")
    Duration settle();
  }

  /** How credentials are revoked at providers. */
  interface Revocation {
    /** How often revocations that a provider has not confirmed are looked after. */
    @WithDefault("15s")
    Duration every();

    /** The wait after the first try that failed; it doubles up to an hour. */
    @WithDefault("5s")
    Duration first();

    /** After so long a revocation is reported as failed, and the credential shredded. */
    @WithDefault("24h")
    Duration giveUp();
  }

  /** Calls to token, revocation and probe endpoints. */
  interface Provider {
    /** The longest wait for a provider's whole answer. */
    @WithDefault("20s")
    Duration timeout();

    /** The longest answer that is read, in bytes. */
    @WithDefault("262144")
    int maxAnswer();
  }

  /** How refreshes are coordinated. */
  interface Refresh {
    /** Ahead of expiry by a tenth of the token's life, but by no more than this. */
    @WithDefault("5m")
    Duration ahead();

    /** How long a claim on a connection's refresh holds without being renewed. */
    @WithDefault("10s")
    Duration claim();

    /** How often a caller that waits for another replica's refresh looks again. */
    @WithDefault("100ms")
    Duration poll();

    /** How often tokens that nobody uses are looked after. */
    @WithDefault("30s")
    Duration upkeep();

    /** The longest a caller waits for somebody's refresh. */
    @WithDefault("30s")
    Duration patience();

    /** How long a pair that the provider gave is tried to be stored. */
    @WithDefault("2m")
    Duration insist();

    /** How many token requests to one provider's host run at a time, per replica. */
    @WithDefault("10")
    int perProvider();

    /** How long a provider that answers 429 or 503 without Retry-After is left alone. */
    @WithDefault("1s")
    Duration pause();

    /** The longest a provider's Retry-After is heeded for all its connections. */
    @WithDefault("5m")
    Duration longestPause();
  }
}
