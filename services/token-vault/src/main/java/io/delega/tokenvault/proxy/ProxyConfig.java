package io.delega.tokenvault.proxy;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What an operator can set of the proxy. */
@ConfigMapping(prefix = "delega.proxy")
interface ProxyConfig {
  /** The longest wait for a connection to a provider. */
  @WithDefault("5s")
  Duration connectTimeout();

  /** The longest wait for the head of a provider's answer, from when the request was begun. */
  @WithDefault("60s")
  Duration responseTimeout();

  /** How long a connection to a provider may be silent while an answer streams. */
  @WithDefault("5m")
  Duration idleTimeout();

  /** The longest any call may last. */
  @WithDefault("1h")
  Duration longestCall();

  /** Connections to one provider's host, per event loop. */
  @WithDefault("100")
  int connectionsPerHost();

  /**
   * The longest body that is read because an operation names a resource in it, or because it is a
   * form, in bytes.
   */
  @WithDefault("1048576")
  int judgedBody();

  /** The longest request body that is passed on, in bytes. */
  @WithDefault("5368709120")
  long largestRequest();

  /** The longest answer that is passed on, in bytes. */
  @WithDefault("5368709120")
  long largestAnswer();

  /** Calls that one connection may have under way at once, in one replica. */
  @WithDefault("256")
  int callsPerConnection();

  /** How many verified tokens are remembered until they expire. */
  @WithDefault("10000")
  int knownTokens();

  /**
   * Addresses and networks of the edges before this service, whose {@code X-Forwarded-For} says
   * from where a caller calls; without any it is whoever connects.
   */
  Optional<List<String>> trustedEdges();

  /** Keys of issuers that agencies trust for their assistants. */
  IssuerKeys issuerKeys();

  /** Keys of issuers that agencies trust for their assistants. */
  interface IssuerKeys {
    /** How long keys are used before they are asked for again. */
    @WithDefault("10m")
    Duration refresh();

    /** How long keys are used while their issuer cannot be asked. */
    @WithDefault("1h")
    Duration keep();

    /** How long an issuer is left alone after it was asked, whatever tokens come. */
    @WithDefault("10s")
    Duration pause();
  }
}
