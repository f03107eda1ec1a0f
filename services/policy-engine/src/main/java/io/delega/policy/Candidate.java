package io.delega.policy;

import io.delega.catalogue.Place;
import io.delega.catalogue.ProviderDefinition.Operation;
import java.util.Map;
import java.util.stream.Collectors;

/** An operation with its path and its resources' places, ready to be compared with a request. */
record Candidate(Operation operation, PathTemplate path, Map<String, Place> places) {
  static Candidate of(Operation operation) {
    return new Candidate(
        operation,
        PathTemplate.of(operation.path()),
        operation.resources().entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, place -> Place.of(place.getValue()))));
  }

  boolean reads(Place.Kind kind) {
    return places.values().stream().anyMatch(place -> place.kind() == kind);
  }

  /**
   * Whether something in the body decides.
   *
   * @param json whether that calls itself JSON, so that a parameter of the query can stand in it
   */
  boolean readsBody(boolean json) {
    return isBatch()
        || places.values().stream().anyMatch(Place::inBody)
        || (json && reads(Place.Kind.QUERY));
  }

  boolean isBatch() {
    return operation.batch() != null;
  }

  boolean readsPathOnly() {
    return !isBatch()
        && places.values().stream().allMatch(place -> place.kind() == Place.Kind.PATH);
  }
}
