package io.delega.connect.provider;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.delega.catalogue.Catalogue;
import io.delega.catalogue.ProviderDefinition;
import io.delega.contracts.EventJson;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SinceTest {
  private static Map<String, Object> operation(String name, String method, String path) {
    return Map.of(
        "name",
        name,
        "method",
        method,
        "path",
        path,
        "access",
        "read",
        "title",
        Map.of("en", "Of " + method));
  }

  @SafeVarargs
  private static ProviderDefinition definition(Map<String, Object>... operations) {
    JsonNode json =
        EventJson.mapper()
            .valueToTree(
                Map.of(
                    "id", "notes",
                    "name", "Notes",
                    "auth", Map.of("mode", "api-key", "apiKey", Map.of("header", "X-Key")),
                    "api", Map.of("baseUrl", "https://api.example.test"),
                    "operations", List.of(operations)));
    return Catalogue.parse(json);
  }

  private static final Map<String, Object> LIST = operation("list", "GET", "/notes");
  private static final Map<String, Object> COUNT = operation("count", "GET", "/count");

  @Test
  void anOperationThatChangesIsFromThatVersion() {
    ProviderDefinition first = definition(LIST, COUNT);
    Map<String, Long> since = Since.first(first);
    assertThat(since).isEqualTo(Map.of("list", 1L, "count", 1L));
    ProviderDefinition second = definition(operation("list", "GET", "/all"), COUNT);
    Map<String, Long> next = Since.next(first, since, second, 2);
    assertThat(next).isEqualTo(Map.of("list", 2L, "count", 1L));
    assertThat(Since.next(second, next, definition(LIST, COUNT), 3))
        .as("what it was before is something else again")
        .isEqualTo(Map.of("list", 3L, "count", 1L));
  }

  @Test
  void whatWasGoneAndComesBackIsNew() {
    ProviderDefinition first = definition(LIST, COUNT);
    Map<String, Long> gone = Since.next(first, Map.of(), definition(COUNT), 2);
    assertThat(gone).isEqualTo(Map.of("count", 1L));
    assertThat(Since.next(definition(COUNT), gone, first, 3))
        .isEqualTo(Map.of("list", 3L, "count", 1L));
  }

  @Test
  void aTitleIsForPeople() {
    Map<String, Object> renamed = new java.util.HashMap<>(LIST);
    renamed.put("title", Map.of("en", "Read all notes"));
    assertThat(Since.next(definition(LIST), Map.of("list", 4L), definition(renamed), 5))
        .isEqualTo(Map.of("list", 4L));
  }
}
