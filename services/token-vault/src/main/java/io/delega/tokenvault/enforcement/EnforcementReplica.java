package io.delega.tokenvault.enforcement;

import io.delega.catalogue.Catalogue;
import io.delega.catalogue.InvalidDefinitionException;
import io.delega.catalogue.ProviderDefinition;
import io.delega.contracts.EnforcementState;
import io.delega.contracts.EventJson;
import io.delega.policy.ConnectionPolicy;
import io.delega.policy.Overrides;
import io.delega.policy.RequestMatcher;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;

/**
 * What is enforced, in memory. One thread applies records; any thread reads. A record that cannot
 * be read takes away what stood under its key.
 */
final class EnforcementReplica {
  private static final Logger LOG = Logger.getLogger(EnforcementReplica.class);
  private static final String PROVIDER_PREFIX = "provider/";

  private static final RequestMatcher NOTHING =
      RequestMatcher.of(new ProviderDefinition("none", "none", null, null, null, null, null));

  /** So many connections that were called stay compiled, those compiled last. */
  static final int MOST_COMPILED = 5_000;

  private final Map<String, Enforced> connections = new ConcurrentHashMap<>();
  private final Queue<Enforced> compiled = new ConcurrentLinkedQueue<>();
  private final AtomicInteger compiledCount = new AtomicInteger();
  private final Map<String, String> names = new ConcurrentHashMap<>();
  private final Map<String, Own> own = new ConcurrentHashMap<>();
  private final Map<String, RequestMatcher> builtIn = new ConcurrentHashMap<>();
  private final SharedOverrides overrides = new SharedOverrides();
  private final TrustedIssuers issuers = new TrustedIssuers();

  /**
   * What a record changed: a connection, or what many share, by its key.
   *
   * @param closes nothing is admitted any more: what is kept in memory for it can go
   */
  record Change(String key, boolean closes) {
    static final Change NONE = new Change("", false);

    boolean isNone() {
      return key.isEmpty();
    }

    boolean concerns(String connection, EnforcementReplica replica) {
      if (SharedOverrides.holds(key)) {
        return true;
      }
      if (key.startsWith(TrustedIssuers.PREFIX)) {
        Enforced called = replica.connections.get(connection);
        return called == null || key.startsWith(TrustedIssuers.PREFIX + called.agency + "/");
      }
      if (!key.startsWith(PROVIDER_PREFIX)) {
        return key.equals(connection);
      }
      Enforced enforced = replica.connections.get(connection);
      return enforced == null || key.equals(ownKey(enforced.agency, enforced.provider));
    }
  }

  private record Own(long version, RequestMatcher matcher) {}

  /** Most connections are not called for long: of them the record is kept, and what finds it. */
  private static final class Enforced {
    final String agency;
    final String provider;
    final long version;
    final byte[] record;
    volatile Compiled compiled;

    Enforced(String agency, String provider, long version, byte[] record) {
      this.agency = agency;
      this.provider = provider;
      this.version = version;
      this.record = record;
    }
  }

  /**
   * @param epoch of the overrides when they were last looked at
   */
  private record Compiled(
      ConnectionPolicy policy, RequestMatcher matcher, Overrides overrides, long epoch) {}

  /** Applies a record; a null value removes. */
  Change apply(String key, byte[] value) {
    if (key == null) {
      return Change.NONE;
    }
    EnforcementState state = value == null ? null : read(key, value);
    if (SharedOverrides.holds(key)) {
      return overrides.apply(key, value != null, state) ? new Change(key, false) : Change.NONE;
    }
    if (state instanceof EnforcementState.Connection connection) {
      return applied(connection, value);
    }
    if (state instanceof EnforcementState.Provider provider) {
      return applied(provider);
    }
    if (state instanceof EnforcementState.Issuer issuer) {
      return issuers.apply(issuer) ? new Change(key, false) : Change.NONE;
    }
    if (key.startsWith(TrustedIssuers.PREFIX)) {
      return issuers.remove(key) ? new Change(key, false) : Change.NONE;
    }
    boolean known = key.startsWith(PROVIDER_PREFIX) ? own.remove(key) != null : removed(key);
    return known ? new Change(key, true) : Change.NONE;
  }

  /** What decides about a connection, compiled when first asked for. */
  Optional<ConnectionPolicy> find(String connection) {
    Enforced enforced = connections.get(connection);
    if (enforced == null) {
      return Optional.empty();
    }
    RequestMatcher matcher = matcher(enforced.agency, enforced.provider);
    Compiled known = enforced.compiled;
    return known != null && known.matcher() == matcher && known.epoch() == overrides.epoch()
        ? Optional.of(known.policy())
        : compile(connection, enforced, matcher);
  }

  private Optional<ConnectionPolicy> compile(
      String connection, Enforced enforced, RequestMatcher matcher) {
    synchronized (enforced) {
      // Read first: a change that comes meanwhile is looked at again.
      long epoch = overrides.epoch();
      if (!(read(connection, enforced.record) instanceof EnforcementState.Connection state)) {
        return Optional.empty();
      }
      Overrides over = overrides.of(state);
      Compiled known = enforced.compiled;
      ConnectionPolicy policy =
          known != null && known.matcher() == matcher && known.overrides().equals(over)
              ? known.policy()
              : ConnectionPolicy.compile(over.over(state), matcher);
      enforced.compiled = new Compiled(policy, matcher, over, epoch);
      if (known == null) {
        compiled.add(enforced);
        compiledCount.incrementAndGet();
      }
      forgetEldest();
      return Optional.of(policy);
    }
  }

  private void forgetEldest() {
    while (compiledCount.get() > MOST_COMPILED) {
      Enforced eldest = compiled.poll();
      if (eldest == null) {
        return;
      }
      eldest.compiled = null;
      compiledCount.decrementAndGet();
    }
  }

  /** What an agency trusts an issuer's tokens by. */
  Optional<EnforcementState.Issuer> issuer(String agency, String issuer) {
    return issuers.find(agency, issuer);
  }

  /** How many are compiled. */
  int compiledCount() {
    return compiledCount.get();
  }

  void clear() {
    connections.clear();
    own.clear();
    compiled.clear();
    compiledCount.set(0);
    names.clear();
    overrides.clear();
    issuers.clear();
  }

  private Change applied(EnforcementState.Connection state, byte[] record) {
    Enforced known = connections.get(state.key());
    if (known != null && known.version >= state.version()) {
      return Change.NONE;
    }
    connections.put(
        state.key(),
        new Enforced(name(state.agency()), name(state.provider()), state.version(), record));
    return new Change(state.key(), !admitsAnybody(state));
  }

  /** One object for a name that many connections share. */
  private String name(String text) {
    return text == null ? "" : names.computeIfAbsent(text, first -> first);
  }

  private static boolean admitsAnybody(EnforcementState.Connection state) {
    return "active".equals(state.state())
        && state.grants().stream().anyMatch(grant -> "active".equals(grant.state()));
  }

  private Change applied(EnforcementState.Provider state) {
    Own known = own.get(state.key());
    if (known != null && known.version() >= state.version()) {
      return Change.NONE;
    }
    own.put(state.key(), new Own(state.version(), matcher(state)));
    return new Change(state.key(), false);
  }

  private boolean removed(String connection) {
    return connections.remove(connection) != null;
  }

  private static String ownKey(String agency, String provider) {
    return PROVIDER_PREFIX + agency + "/" + provider;
  }

  private RequestMatcher matcher(String agency, String provider) {
    if (Catalogue.builtIn().find(provider).isPresent()) {
      return builtIn.computeIfAbsent(
          provider, id -> RequestMatcher.of(Catalogue.builtIn().find(id).orElseThrow()));
    }
    Own ownOne = own.get(ownKey(agency, provider));
    return ownOne != null ? ownOne.matcher() : NOTHING;
  }

  private static RequestMatcher matcher(EnforcementState.Provider state) {
    try {
      return RequestMatcher.of(Catalogue.parse(state.definition()), state.version(), state.since());
    } catch (InvalidDefinitionException e) {
      LOG.errorf("The definition of %s is not valid; its calls are denied", state.key());
      return NOTHING;
    }
  }

  private static EnforcementState read(String key, byte[] value) {
    try {
      EnforcementState state = EventJson.mapper().readValue(value, EnforcementState.class);
      if (state != null && key.equals(state.key())) {
        return state;
      }
    } catch (IOException e) {
      LOG.debug("not a state record", e);
    }
    LOG.errorf("The state of %s cannot be read; its calls are denied", key);
    return null;
  }
}
