package io.delega.catalogue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.delega.catalogue.InvalidDefinitionException.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The platform's own provider definitions, and the way to read an agency's. */
public final class Catalogue {
  private static final List<String> BUILT_IN =
      List.of(
          "sandbox",
          "keycloak",
          "generic-oauth2",
          "google",
          "microsoft-365",
          "slack",
          "hubspot",
          "github");
  private static final ObjectMapper JSON =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

  private final Map<String, ProviderDefinition> byId;

  private Catalogue(Map<String, ProviderDefinition> byId) {
    this.byId = Collections.unmodifiableMap(byId);
  }

  /** The definitions that come with the platform. */
  public static Catalogue builtIn() {
    return BuiltIn.CATALOGUE;
  }

  /** The definition of that id. */
  public Optional<ProviderDefinition> find(String id) {
    return Optional.ofNullable(byId.get(id));
  }

  /** All of them, in the order of the catalogue. */
  public Collection<ProviderDefinition> all() {
    return byId.values();
  }

  /**
   * Reads and checks a definition.
   *
   * @throws InvalidDefinitionException with every problem found, each with its place
   */
  public static ProviderDefinition parse(JsonNode json) {
    List<Problem> shape = DefinitionSchema.problems(json);
    if (!shape.isEmpty()) {
      throw new InvalidDefinitionException(shape);
    }
    ProviderDefinition definition;
    try {
      definition = JSON.treeToValue(json, ProviderDefinition.class);
    } catch (JsonProcessingException e) {
      throw new InvalidDefinitionException(
          List.of(new Problem("", "this is not a provider definition")));
    }
    List<Problem> rules = DefinitionRules.problems(definition);
    if (!rules.isEmpty()) {
      throw new InvalidDefinitionException(rules);
    }
    return definition;
  }

  /** The definition as the JSON that {@link #parse} reads. */
  public static JsonNode toJson(ProviderDefinition definition) {
    return JSON.valueToTree(definition);
  }

  private static final class BuiltIn {
    static final Catalogue CATALOGUE = load();

    private static Catalogue load() {
      Map<String, ProviderDefinition> found = new LinkedHashMap<>();
      for (String id : BUILT_IN) {
        try (InputStream file = Catalogue.class.getResourceAsStream("/providers/" + id + ".yaml")) {
          found.put(id, parse(YAML.readTree(file)));
        } catch (IOException e) {
          throw new UncheckedIOException("provider " + id, e);
        }
      }
      return new Catalogue(found);
    }
  }
}
