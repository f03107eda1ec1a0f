package io.delega.contracts;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Every event type and its payload record. */
public final class EventTypes {
  private static final Map<String, Class<? extends EventData>> BY_NAME =
      Stream.of(
              ConnectEvent.class,
              VaultEvent.class,
              PolicyEvent.class,
              AccessEvent.class,
              AuditEvent.class,
              AlertEvent.class)
          .flatMap(family -> Arrays.stream(family.getPermittedSubclasses()))
          .<Class<? extends EventData>>map(type -> type.asSubclass(EventData.class))
          .collect(Collectors.toUnmodifiableMap(EventTypes::nameOf, Function.identity()));

  private EventTypes() {}

  /** All types by name. */
  public static Map<String, Class<? extends EventData>> all() {
    return BY_NAME;
  }

  /** The type name of a payload record. */
  public static String nameOf(Class<?> record) {
    return record.getAnnotation(EventData.Type.class).value();
  }
}
