package io.delega.startup;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import io.quarkus.runtime.configuration.ConfigUtils;
import io.smallrye.config.SmallRyeConfig;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * Where the process of every service begins. It looks at the settings before anything is opened,
 * migrated or asked for, and ends with 78 ({@code EX_CONFIG} of sysexits) when it may not go on.
 */
@QuarkusMain
public final class Start {
  private static final int WRONG_SETTINGS = 78;

  private Start() {}

  /** Starts the service, or says on standard error why not. */
  public static void main(String... arguments) {
    // Not the application's own configuration, which is made when it starts.
    SmallRyeConfig config = ConfigUtils.configBuilder().build();
    List<String> needs = config.getOptionalValues("delega.needs", String.class).orElse(List.of());
    boolean sealing = config.getOptionalValue("delega.seals", Boolean.class).orElse(false);
    List<String> refusals = Refusals.of(needs, sealing, property -> value(config, property));
    if (!refusals.isEmpty()) {
      System.err.println("This service does not start:");
      refusals.forEach(refusal -> System.err.println("- " + refusal));
      System.exit(WRONG_SETTINGS);
    }
    Quarkus.run(arguments);
  }

  /** What refers to a setting that is missing is missing itself. */
  private static Optional<String> value(SmallRyeConfig config, String property) {
    try {
      return config.getOptionalValue(property, String.class);
    } catch (NoSuchElementException e) {
      return Optional.empty();
    }
  }
}
