package io.delega.startup;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Why a service does not start with its settings; no word of it is the value of a setting. */
final class Refusals {
  static final String PROFILE = "delega.profile";
  private static final String KEYSET = "delega.keys.keyset-file";

  private final Function<String, Optional<String>> settings;
  private final List<String> found = new ArrayList<>();

  private Refusals(Function<String, Optional<String>> settings) {
    this.settings = settings;
  }

  /**
   * One line for each, empty when the service may start.
   *
   * @param needs the settings that it cannot do without
   * @param sealing whether it has keys of its own
   * @param settings the value of a property
   */
  static List<String> of(
      List<String> needs, boolean sealing, Function<String, Optional<String>> settings) {
    Refusals refusals = new Refusals(settings);
    needs.forEach(
        need -> {
          Setting setting = Setting.of(need);
          setting.objection(refusals.value(need)).ifPresent(refusals.found::add);
        });
    if (sealing && refusals.localKeyset() && refusals.value(KEYSET).isEmpty()) {
      refusals.found.add(
          KEYSET
              + " is missing; set it like "
              + KEYSET
              + "=/var/lib/delega/keyset.json, or"
              + " delega.keys.kek=vault");
    }
    switch (refusals.value(PROFILE).orElse("development")) {
      case "development" -> {}
      case "production" ->
          new Production(refusals::value, sealing && refusals.localKeyset())
              .refuse(refusals.found::add);
      default ->
          refusals.found.add(
              PROFILE
                  + " is neither development nor production; set it like "
                  + PROFILE
                  + "=production");
    }
    return refusals.found;
  }

  private boolean localKeyset() {
    return value("delega.keys.kek").orElse("local").equalsIgnoreCase("local");
  }

  private Optional<String> value(String property) {
    return settings.apply(property).filter(value -> !value.isBlank());
  }
}
