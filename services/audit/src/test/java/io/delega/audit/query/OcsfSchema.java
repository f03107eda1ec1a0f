package io.delega.audit.query;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Judges events by the published definitions of OCSF (test resource {@code ocsf}): classes and
 * objects with what they extend and include, attribute types with their patterns and ranges, enums
 * with their captions, requirements, profiles and constraints. What the definitions do not know is
 * a problem, too.
 */
final class OcsfSchema {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ROOT = "/ocsf/1.8.0/";
  private static final Map<Integer, String> CLASSES =
      Map.of(
          3002,
          "iam/authentication",
          3004,
          "iam/entity_management",
          6003,
          "application/api_activity");
  private static final Map<String, String> PARENTS =
      Map.of(
          "base_event", "base_event", "iam", "iam/iam", "application", "application/application");

  private final JsonNode dictionary = read("dictionary.json");
  private final Map<String, Definition> objects = new HashMap<>();
  private final Map<String, Definition> classes = new HashMap<>();

  /**
   * A class or an object with everything it extends and includes.
   *
   * @param attributes by name, each with what the dictionary says of it
   * @param profiles that may be applied
   */
  private record Definition(
      Map<String, ObjectNode> attributes, Set<String> profiles, JsonNode constraints) {}

  private static JsonNode read(String file) {
    try (InputStream in = OcsfSchema.class.getResourceAsStream(ROOT + file)) {
      if (in == null) {
        throw new IllegalArgumentException(file + " is not among the definitions here");
      }
      return JSON.readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What is wrong with an event; empty when nothing is. */
  List<String> problems(JsonNode event) {
    List<String> problems = new ArrayList<>();
    int uid = event.path("class_uid").asInt();
    if (!CLASSES.containsKey(uid)) {
      return List.of("class_uid " + uid + " is no class that we use");
    }
    JsonNode published = read("events/" + CLASSES.get(uid) + ".json");
    int category = event.path("category_uid").asInt();
    if (uid != category * 1000 + published.get("uid").asInt()) {
      problems.add("category_uid does not fit class_uid");
    }
    if (event.path("type_uid").asLong() != uid * 100L + event.path("activity_id").asInt()) {
      problems.add("type_uid is not class_uid times 100 plus activity_id");
    }
    if (!published.get("caption").equals(event.path("class_name"))) {
      problems.add("class_name is not the class's caption");
    }
    if (!read("version.json").get("version").equals(event.path("metadata").path("version"))) {
      problems.add("metadata.version is not the schema's");
    }
    Set<String> applied = new HashSet<>();
    event.path("metadata").path("profiles").forEach(profile -> applied.add(profile.asText()));
    Definition definition = definition("events/", CLASSES.get(uid), classes);
    // A class's own numbers are derived from its place, which is checked above.
    for (String own : List.of("class_uid", "category_uid", "type_uid")) {
      definition.attributes().get(own).remove("enum");
    }
    if (!definition.profiles().containsAll(applied)) {
      problems.add("the class knows not all of the profiles " + applied);
    }
    judge(definition, event, "", applied, problems);
    return problems;
  }

  private Definition definition(String folder, String name, Map<String, Definition> known) {
    Definition definition = known.get(name);
    if (definition == null) {
      definition = compile(folder, read(folder + name + ".json"), known);
      known.put(name, definition);
    }
    return definition;
  }

  private Definition compile(String folder, JsonNode published, Map<String, Definition> known) {
    Map<String, ObjectNode> attributes = new HashMap<>();
    Set<String> profiles = new HashSet<>();
    JsonNode constraints = JSON.createObjectNode();
    if (published.has("extends")) {
      String parent = published.get("extends").asText();
      Definition inherited =
          definition(folder, folder.equals("events/") ? PARENTS.get(parent) : parent, known);
      inherited.attributes().forEach((name, value) -> attributes.put(name, value.deepCopy()));
      profiles.addAll(inherited.profiles());
      constraints = inherited.constraints();
    }
    for (JsonNode include : published.path("attributes").path("$include")) {
      JsonNode profile = read(include.asText());
      profile
          .path("attributes")
          .properties()
          .forEach(
              attribute ->
                  merge(attributes, attribute.getKey(), attribute.getValue())
                      .put("profile", profile.get("name").asText()));
    }
    published.path("profiles").forEach(profile -> profiles.add(profile.asText()));
    published.path("attributes").properties().stream()
        .filter(attribute -> !attribute.getKey().equals("$include"))
        .forEach(attribute -> merge(attributes, attribute.getKey(), attribute.getValue()));
    return new Definition(
        attributes,
        profiles,
        published.path("constraints").isMissingNode() ? constraints : published.get("constraints"));
  }

  private ObjectNode merge(Map<String, ObjectNode> attributes, String name, JsonNode refinement) {
    ObjectNode merged =
        attributes.computeIfAbsent(
            name,
            missing -> {
              JsonNode entry = dictionary.path("attributes").path(missing);
              return entry.isObject() ? entry.deepCopy() : JSON.createObjectNode();
            });
    refinement
        .properties()
        .forEach(
            member -> {
              if (member.getKey().equals("enum")) {
                merged.withObject("/enum").setAll((ObjectNode) member.getValue());
              } else {
                merged.set(member.getKey(), member.getValue());
              }
            });
    return merged;
  }

  private void judge(
      Definition definition,
      JsonNode object,
      String at,
      Set<String> applied,
      List<String> problems) {
    definition
        .attributes()
        .forEach(
            (name, attribute) -> {
              boolean asked = attribute.path("requirement").asText().equals("required");
              if (asked && inProfile(attribute, applied) && !object.has(name)) {
                problems.add(at + name + " is required");
              }
            });
    object
        .properties()
        .forEach(
            member -> {
              ObjectNode attribute = definition.attributes().get(member.getKey());
              String place = at + member.getKey();
              if (attribute == null || !inProfile(attribute, applied)) {
                problems.add(place + " is not known here");
              } else if (attribute.has("@deprecated")) {
                problems.add(place + " is deprecated");
              } else {
                judge(attribute, member.getValue(), place, applied, problems);
                siblings(attribute, member.getValue(), object, place, problems);
              }
            });
    constraints(definition.constraints(), object, at, problems);
  }

  private static boolean inProfile(ObjectNode attribute, Set<String> applied) {
    JsonNode profile = attribute.path("profile");
    return !profile.isTextual() || applied.contains(profile.asText());
  }

  private static void constraints(
      JsonNode constraints, JsonNode object, String at, List<String> problems) {
    for (String kind : List.of("at_least_one", "just_one")) {
      if (constraints.has(kind)) {
        int present = 0;
        for (JsonNode name : constraints.get(kind)) {
          present += object.has(name.asText()) ? 1 : 0;
        }
        if (present == 0 || (kind.equals("just_one") && present > 1)) {
          problems.add(at + " needs " + kind + " of " + constraints.get(kind));
        }
      }
    }
  }

  private void judge(
      ObjectNode attribute, JsonNode value, String at, Set<String> applied, List<String> problems) {
    if (attribute.path("is_array").asBoolean()) {
      if (!value.isArray()) {
        problems.add(at + " is no array");
      }
      value.forEach(element -> one(attribute, element, at + "[]", applied, problems));
    } else {
      one(attribute, value, at, applied, problems);
    }
  }

  private void one(
      ObjectNode attribute, JsonNode value, String at, Set<String> applied, List<String> problems) {
    String type = attribute.path("type").asText();
    if (!type.endsWith("_t")) {
      if (!value.isObject()) {
        problems.add(at + " is no object");
      } else if (!type.equals("object")) {
        judge(definition("objects/", type, objects), value, at + ".", applied, problems);
      }
      return;
    }
    JsonNode known = dictionary.path("types").path("attributes").path(type);
    String base = known.has("type") ? known.get("type").asText() : type;
    boolean fits =
        switch (base) {
          case "string_t" -> value.isTextual();
          case "integer_t", "long_t" -> value.isIntegralNumber();
          case "float_t" -> value.isNumber();
          case "boolean_t" -> value.isBoolean();
          case "json_t" -> true;
          default -> false;
        };
    boolean pattern = !known.has("regex") || value.asText().matches(known.get("regex").asText());
    boolean length =
        !known.has("max_len") || value.asText().length() <= known.get("max_len").asInt();
    JsonNode range = known.path("range");
    boolean inRange =
        range.isMissingNode()
            || (value.asLong() >= range.get(0).asLong() && value.asLong() <= range.get(1).asLong());
    if (!fits || !pattern || !length || !inRange) {
      problems.add(at + " is no " + type);
    } else if (attribute.has("enum") && !attribute.get("enum").has(value.asText())) {
      problems.add(at + " is none of the values allowed");
    }
  }

  /** The text beside a number of an enum is its caption; of 99, it is the source's own word. */
  private static void siblings(
      ObjectNode attribute, JsonNode value, JsonNode object, String at, List<String> problems) {
    if (!attribute.has("sibling") || !attribute.path("enum").has(value.asText())) {
      return;
    }
    JsonNode text = object.path(attribute.get("sibling").asText());
    JsonNode caption = attribute.get("enum").get(value.asText()).get("caption");
    boolean other = value.asInt() == 99;
    if (other ? !text.isTextual() : text.isTextual() && !text.equals(caption)) {
      problems.add(at + " and " + attribute.get("sibling").asText() + " do not fit");
    }
  }
}
