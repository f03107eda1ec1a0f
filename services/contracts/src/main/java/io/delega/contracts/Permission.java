package io.delega.contracts;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;

/**
 * One operation on some resources.
 *
 * @param operation the operation's name in the provider's definition
 * @param resources per resource name the allowed values; empty or absent means all resources of the
 *     operation
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Permission(String operation, Map<String, List<String>> resources) {
  public Permission {
    resources = resources == null ? Map.of() : Map.copyOf(resources);
  }
}
