package io.delega.kafka;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * The settings by which Kafka's clients encrypt and prove who they are, from the properties {@code
 * kafka.*} that Quarkus gives to its connector's clients. Those that a service makes itself would
 * otherwise speak plain text beside them.
 */
public final class KafkaAccess {
  // Checking the broker's name cannot be turned off: ssl.endpoint.identification.algorithm is left
  // out.
  private static final List<String> NAMES =
      List.of(
          "security.protocol",
          "ssl.keystore.type",
          "ssl.keystore.location",
          "ssl.keystore.password",
          "ssl.key.password",
          "ssl.truststore.type",
          "ssl.truststore.location",
          "ssl.truststore.password",
          "sasl.mechanism",
          "sasl.jaas.config");

  private KafkaAccess() {}

  /**
   * A client's own settings with those of access added; without any {@code kafka.*} they stay as
   * they are. They hold passwords: not for logs.
   *
   * @param own what the client sets itself, which wins
   */
  public static Map<String, Object> with(Map<?, ?> own) {
    Config config = ConfigProvider.getConfig();
    Map<String, Object> all = new HashMap<>();
    for (String name : NAMES) {
      config
          .getOptionalValue("kafka." + name, String.class)
          .ifPresent(value -> all.put(name, value));
    }
    own.forEach((name, value) -> all.put(name.toString(), value));
    return all;
  }
}
