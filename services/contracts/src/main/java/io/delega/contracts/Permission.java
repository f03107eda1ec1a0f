package io.delega.contracts;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;

/**
 * One operation, or a class of operations, on some resources. Exactly one of {@code operation} and
 * {@code access} is there once it was checked.
 *
 * @param operation the operation's name in the provider's definition; null for a class
 * @param access the class: read, write or delete, none of which includes another; null for one
 *     operation
 * @param operations with {@code access} the names of what the class stands for. Who asks may leave
 *     it out; what is agreed to and granted always says it, and nothing else is covered
 * @param resources per resource name the allowed values; empty or absent means all resources. Of a
 *     class only what names each of these resources is covered
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Permission(
    String operation, String access, List<String> operations, Map<String, List<String>> resources) {
  public Permission {
    operations = operations == null ? List.of() : List.copyOf(operations);
    resources = resources == null ? Map.of() : Map.copyOf(resources);
  }

  /** One operation. */
  public Permission(String operation, Map<String, List<String>> resources) {
    this(operation, null, null, resources);
  }

  /** A class of operations, as somebody asks for it: whatever it stands for. */
  public static Permission ofClass(String access, Map<String, List<String>> resources) {
    return new Permission(null, access, null, resources);
  }

  /** The names of the operations that it covers; none for a class that does not say them yet. */
  public List<String> names() {
    return operation == null ? operations : List.of(operation);
  }

  /** The same on all resources. */
  public Permission onEverything() {
    return new Permission(operation, access, operations, null);
  }

  /** The same class, standing for these operations only. */
  public Permission standingFor(List<String> names) {
    return new Permission(operation, access, names, resources);
  }
}
