package io.delega.connect.provider;

import com.fasterxml.jackson.core.type.TypeReference;
import io.delega.catalogue.ProviderDefinition;
import io.delega.catalogue.ProviderDefinition.Operation;
import io.delega.connect.StoredJson;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * In which version of an agency's own provider each operation became what it is. A client has
 * agreed to what an operation was then, and to nothing that it becomes; one that was gone and comes
 * back is a new one.
 */
final class Since {
  private static final TypeReference<Map<String, Long>> TYPE = new TypeReference<>() {};

  private Since() {}

  /** As it was stored; empty when every operation is what it was in the first version. */
  static Map<String, Long> read(String json) {
    return json == null ? Map.of() : StoredJson.read(json, TYPE);
  }

  /** Of the first version. */
  static Map<String, Long> first(ProviderDefinition definition) {
    Map<String, Long> since = new TreeMap<>();
    definition.operations().forEach(each -> since.put(each.name(), 1L));
    return since;
  }

  /** Of the next version. */
  static Map<String, Long> next(
      ProviderDefinition before, Map<String, Long> since, ProviderDefinition after, long version) {
    Map<String, Long> next = new TreeMap<>();
    for (Operation operation : after.operations()) {
      Optional<Operation> same =
          before.operation(operation.name()).filter(old -> means(old).equals(means(operation)));
      next.put(
          operation.name(), same.map(old -> since.getOrDefault(old.name(), 1L)).orElse(version));
    }
    return next;
  }

  /** All but the title, which is for people. */
  private static Operation means(Operation operation) {
    return new Operation(
        operation.name(),
        operation.method(),
        operation.path(),
        operation.access(),
        operation.resources(),
        Map.of(),
        operation.batch());
  }
}
