package io.delega.tokenvault.enforcement;

import io.delega.contracts.EnforcementState;
import io.delega.contracts.EnforcementState.Assistant;
import io.delega.contracts.EnforcementState.Guardrail;
import io.delega.contracts.EnforcementState.Guardrails;
import io.delega.policy.Overrides;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Guardrails and quarantined assistants, which many connections share. One thread applies records;
 * any thread reads. What cannot be read denies: a guardrail that nobody can read forbids all that
 * it could, an assistant is quarantined.
 */
final class SharedOverrides {
  private static final List<Guardrail> UNREADABLE =
      List.of(new Guardrail("unreadable", "platform", "unreadable"));

  private final Map<String, Owned> guardrails = new ConcurrentHashMap<>();
  private final Map<String, Standing> assistants = new ConcurrentHashMap<>();
  private volatile long epoch;

  private record Owned(long version, List<Guardrail> guardrails) {}

  private record Standing(long version, boolean quarantined) {}

  /** Whether a key of the state topic belongs here. */
  static boolean holds(String key) {
    return key.startsWith(Guardrails.PREFIX) || key.startsWith(Assistant.PREFIX);
  }

  /** Another number after every change. */
  long epoch() {
    return epoch;
  }

  /**
   * Applies a record.
   *
   * @param present false when the record removes what stood under its key
   * @param state null when the record cannot be read, or removes
   * @return whether something changed
   */
  @SuppressWarnings("NonAtomicOperationOnVolatileField") // One thread applies.
  boolean apply(String key, boolean present, EnforcementState state) {
    boolean changed =
        key.startsWith(Guardrails.PREFIX)
            ? guardrails(key, present, state)
            : assistant(key, present, state);
    if (changed) {
      epoch++;
    }
    return changed;
  }

  private boolean guardrails(String key, boolean present, EnforcementState state) {
    if (!present) {
      return guardrails.remove(key) != null;
    }
    Owned known = guardrails.get(key);
    if (!(state instanceof Guardrails read)) {
      guardrails.put(key, new Owned(known == null ? 0 : known.version(), UNREADABLE));
      return true;
    }
    if (known != null && known.version() >= read.version()) {
      return false;
    }
    guardrails.put(key, new Owned(read.version(), read.guardrails()));
    return true;
  }

  private boolean assistant(String key, boolean present, EnforcementState state) {
    if (!present) {
      return assistants.remove(key) != null;
    }
    Standing known = assistants.get(key);
    if (!(state instanceof Assistant read)) {
      assistants.put(key, new Standing(known == null ? 0 : known.version(), true));
      return true;
    }
    if (known != null && known.version() >= read.version()) {
      return false;
    }
    assistants.put(key, new Standing(read.version(), Assistant.QUARANTINED.equals(read.state())));
    return true;
  }

  /** What overrides the grants of a connection now. */
  Overrides of(EnforcementState.Connection connection) {
    List<Guardrail> all = new ArrayList<>(under(Guardrails.key(null, null)));
    all.addAll(under(Guardrails.key(connection.agency(), null)));
    if (connection.client() != null) {
      all.addAll(under(Guardrails.key(connection.agency(), connection.client())));
    }
    Set<String> quarantined =
        connection.grants().stream()
            .map(grant -> grant.assistant().id())
            .filter(this::isQuarantined)
            .collect(Collectors.toUnmodifiableSet());
    return new Overrides(all, quarantined);
  }

  private List<Guardrail> under(String key) {
    Owned owned = guardrails.get(key);
    return owned == null ? List.of() : owned.guardrails();
  }

  private boolean isQuarantined(String assistant) {
    Standing standing = assistants.get(Assistant.PREFIX + assistant);
    return standing != null && standing.quarantined();
  }

  @SuppressWarnings("NonAtomicOperationOnVolatileField") // One thread applies.
  void clear() {
    guardrails.clear();
    assistants.clear();
    epoch++;
  }
}
