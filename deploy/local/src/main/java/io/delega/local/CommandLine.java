package io.delega.local;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads {@code --name value} and {@code --name=value}; anything unknown is a plain failure. */
final class CommandLine {
  private final Map<String, String> values = new TreeMap<>();

  CommandLine(List<String> arguments, List<String> withValue, List<String> switches) {
    Deque<String> rest = new ArrayDeque<>(arguments);
    while (!rest.isEmpty()) {
      String argument = rest.removeFirst();
      int equals = argument.indexOf('=');
      String name = equals < 0 ? argument : argument.substring(0, equals);
      if (withValue.contains(name)) {
        String value = equals < 0 ? rest.pollFirst() : argument.substring(equals + 1);
        if (value == null || value.isBlank()) {
          throw new Failure(name + " needs a value; see ./delega help");
        }
        values.put(name, value);
      } else if (switches.contains(argument)) {
        values.put(argument, "");
      } else {
        throw new Failure("\"" + argument + "\" is not understood; see ./delega help");
      }
    }
  }

  String value(String name, String otherwise) {
    return values.getOrDefault(name, otherwise);
  }

  boolean has(String name) {
    return values.containsKey(name);
  }

  int number(String name, int otherwise) {
    String value = values.get(name);
    if (value == null) {
      return otherwise;
    }
    try {
      return Integer.parseInt(value);
    } catch (NumberFormatException e) {
      throw new Failure(name + " must be a number, not \"" + value + "\"");
    }
  }

  /** {@code a=1,b=2}. */
  Map<String, Integer> counts(String name) {
    Map<String, Integer> counts = new TreeMap<>();
    for (String pair : list(value(name, ""))) {
      String[] parts = pair.split("=", 2);
      try {
        counts.put(parts[0].trim(), Integer.parseInt(parts[parts.length - 1].trim()));
      } catch (NumberFormatException e) {
        throw new Failure(name + " must be like token-vault=2,access-policy=2");
      }
    }
    return counts;
  }

  static List<String> list(String commaSeparated) {
    return commaSeparated == null
        ? List.of()
        : Arrays.stream(commaSeparated.split(",", -1))
            .map(String::trim)
            .filter(part -> !part.isEmpty())
            .toList();
  }
}
