package io.delega.tokenvault.outbound;

import io.delega.tokenvault.VaultConfig;
import io.quarkus.runtime.Startup;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.vertx.UniHelper;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/** Resolves a URL's host once, judges the addresses, and pins the first that is open. */
@Startup
@Singleton
public class Resolver {
  private static final long KEEP_NANOS = 20_000_000_000L;
  private static final int MOST = 10_000;

  private final Vertx vertx;
  private final AddressRules rules;
  private final Map<String, Known> known = new ConcurrentHashMap<>();

  private final Names names;
  private final LongSupplier nanos;

  private record Known(PinnedAddress address, long atNanos) {}

  /** Asks for the addresses of a name; may block. */
  interface Names {
    InetAddress[] addresses(String host) throws UnknownHostException;
  }

  @Inject
  Resolver(Vertx vertx, VaultConfig config) {
    this(
        vertx,
        AddressRules.allowing(config.allowedAddresses().orElse(List.of())),
        InetAddress::getAllByName,
        System::nanoTime);
  }

  Resolver(Vertx vertx, AddressRules rules, Names names, LongSupplier nanos) {
    this.vertx = vertx;
    this.rules = rules;
    this.names = names;
    this.nanos = nanos;
  }

  /**
   * The pinned address for a URL's host; kept for 20 seconds.
   *
   * <p>Fails with {@link AddressRefusedException} when the rules close it, and with {@link
   * UnknownHostException} when the name does not resolve.
   */
  public Uni<PinnedAddress> resolve(URI url) {
    if (url.getHost() == null || url.getScheme() == null || url.getUserInfo() != null) {
      return Uni.createFrom().failure(new AddressRefusedException("not an absolute http(s) URL"));
    }
    String scheme = url.getScheme().toLowerCase(Locale.ROOT);
    if (!scheme.equals("https") && !scheme.equals("http")) {
      return Uni.createFrom().failure(new AddressRefusedException("neither http nor https"));
    }
    Optional<PinnedAddress> kept = atHand(url);
    if (kept.isPresent()) {
      return Uni.createFrom().item(kept.get());
    }
    String host = bare(url.getHost().toLowerCase(Locale.ROOT));
    boolean tls = scheme.equals("https");
    int port = url.getPort() >= 0 ? url.getPort() : tls ? 443 : 80;
    String key = key(url);
    Optional<String> refusal = rules.refusal(host, port);
    if (refusal.isPresent()) {
      return Uni.createFrom().failure(new AddressRefusedException(refusal.get()));
    }
    return UniHelper.toUni(
        vertx.executeBlocking(
            () -> {
              PinnedAddress judged = judge(scheme, host, port, tls, names.addresses(host));
              if (known.size() >= MOST) {
                known.clear();
              }
              known.put(key, new Known(judged, nanos.getAsLong()));
              return judged;
            },
            false));
  }

  /** The address that is pinned for this URL's host now; empty when it must be resolved. */
  public Optional<PinnedAddress> atHand(URI url) {
    Known hit = known.get(key(url));
    return hit != null && nanos.getAsLong() - hit.atNanos() < KEEP_NANOS
        ? Optional.of(hit.address())
        : Optional.empty();
  }

  /** Scheme, host and port as they are written: two ways to write one are resolved twice. */
  private static String key(URI url) {
    return url.getScheme() + "://" + url.getRawAuthority();
  }

  private PinnedAddress judge(
      String scheme, String host, int port, boolean tls, InetAddress[] addresses) {
    Optional<String> refusal = Optional.empty();
    for (InetAddress address : addresses) {
      refusal = rules.refusal(scheme, host, port, address);
      if (refusal.isEmpty()) {
        return new PinnedAddress(host, port, tls, address);
      }
    }
    throw new AddressRefusedException(refusal.orElse(host + " has no address"));
  }

  private static String bare(String host) {
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }
}
