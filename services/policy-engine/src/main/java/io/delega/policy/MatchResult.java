package io.delega.policy;

import io.delega.catalogue.ProviderDefinition.Access;
import java.util.List;
import java.util.Map;

/** What a request turned out to be. */
public sealed interface MatchResult {

  /**
   * The request is this operation on these resources; a resource that it does not name is absent.
   */
  record Matched(String operation, Access access, Map<String, List<String>> resources)
      implements MatchResult {
    public Matched {
      resources = Map.copyOf(resources);
    }
  }

  /** The path could be read differently by another party; it is refused and never repaired. */
  record NotCanonical(String reason) implements MatchResult {}

  /** No operation, or none that can be told for certain; {@code reason} is for a person. */
  record NoOperation(String reason) implements MatchResult {}
}
