package io.delega.policy;

import io.delega.catalogue.ProviderDefinition.Access;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a request turned out to be. */
public sealed interface MatchResult {

  /** What it names, by resource; empty where that is not known. */
  default Map<String, List<String>> resources() {
    return Map.of();
  }

  /** How many requests the provider makes of it. */
  default int requests() {
    return 1;
  }

  /**
   * The operations that it holds or could be, where that is more than one: {@code no_operation} for
   * what is none.
   */
  default List<String> operations() {
    return List.of();
  }

  /**
   * The request is this operation on these resources; a resource that it does not name is absent.
   *
   * @param resources by name, the values in the order in which they stand
   * @param origins of a resource with several values, where in the body each stands, for instance
   *     {@code inputs[2].id}: words of the definition and indices, never of the caller
   */
  record Matched(
      String operation,
      Access access,
      Map<String, List<String>> resources,
      Map<String, List<String>> origins)
      implements MatchResult {
    public Matched {
      resources = Map.copyOf(resources);
      origins = Map.copyOf(origins);
    }

    /** Without telling where the values stand. */
    public Matched(String operation, Access access, Map<String, List<String>> resources) {
      this(operation, access, resources, Map.of());
    }
  }

  /**
   * Several operations fit and none is the most specific; at least two. Only where they all have
   * the same answer is there one.
   */
  record Ambiguous(List<Matched> readings) implements MatchResult {
    public Ambiguous {
      readings = List.copyOf(readings);
    }

    @Override
    public Map<String, List<String>> resources() {
      return readings.get(0).resources();
    }

    @Override
    public List<String> operations() {
      return readings.stream().map(Matched::operation).toList();
    }
  }

  /**
   * Whole requests within one. It is allowed where the operation that carries them is, and each of
   * them by itself.
   */
  record Batch(Matched carrier, List<Item> items) implements MatchResult {
    /**
     * One of them.
     *
     * @param where in the definition's words, for instance {@code requests[2]}
     */
    public record Item(String where, MatchResult result) {
      String operation() {
        if (result instanceof Matched matched) {
          return matched.operation();
        }
        if (result instanceof NoOperation none && none.operation() != null) {
          return none.operation();
        }
        return result.operations().isEmpty() ? "no_operation" : result.operations().get(0);
      }
    }

    public Batch {
      items = List.copyOf(items);
    }

    @Override
    public int requests() {
      return items.size();
    }

    @Override
    public List<String> operations() {
      return items.stream().map(Item::operation).toList();
    }

    /** Of all items together. */
    @Override
    public Map<String, List<String>> resources() {
      Map<String, List<String>> all = new TreeMap<>();
      for (Item item : items) {
        item.result()
            .resources()
            .forEach(
                (name, values) -> all.computeIfAbsent(name, n -> new ArrayList<>()).addAll(values));
      }
      return all;
    }
  }

  /**
   * The path or query could be read differently by another party; it is refused, never repaired.
   */
  record NotCanonical(String reason) implements MatchResult {}

  /**
   * No operation, or none that can be told for certain.
   *
   * @param operation the one that it would be if it could be judged, else null
   * @param reason for a person
   */
  record NoOperation(String operation, String reason) implements MatchResult {}
}
