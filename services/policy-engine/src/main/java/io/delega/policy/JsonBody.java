package io.delega.policy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.delega.catalogue.Place;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * A JSON body that every reader reads in the same way (RFC 8259, and RFC 7493 where a resource is
 * named): UTF-8 without a byte order mark, each key once, one value, not nested beyond reason.
 */
final class JsonBody {
  /** So deep may a body be nested. */
  static final int DEEPEST = 100;

  /** So many values may one place name, of so many characters together: they are recorded. */
  static final int MOST_VALUES = 1_000;

  private static final int MOST_CHARACTERS = 100_000;

  private static final long LARGEST = (1L << 53) - 1;

  private static final ObjectMapper STRICT =
      JsonMapper.builder(
              JsonFactory.builder()
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final JsonNode root;

  private JsonBody(JsonNode root) {
    this.root = root;
  }

  /**
   * A value and where it stands, in the definition's words and indices only.
   *
   * @param where for instance {@code inputs[2].id}
   */
  record Value(String text, String where) {}

  static JsonBody of(byte[] body) throws AmbiguousException {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
      JsonNode root = text.startsWith("\uFEFF") ? null : STRICT.readTree(text);
      if (root == null || root.isMissingNode()) {
        throw new AmbiguousException("the body is not one JSON value");
      }
      return new JsonBody(root);
    } catch (CharacterCodingException e) {
      throw new AmbiguousException("the body is not UTF-8");
    } catch (JsonProcessingException e) {
      throw new AmbiguousException("the body is not JSON with each key once");
    }
  }

  /** Whether a member of the outermost object is a method in disguise. */
  boolean overridesMethod() {
    for (Iterator<String> names = root.fieldNames(); names.hasNext(); ) {
      if (MethodOverride.isName(names.next())) {
        return true;
      }
    }
    return false;
  }

  /** Whether the outermost object has a member of that name, in any spelling. */
  boolean names(String name) {
    for (Iterator<String> names = root.fieldNames(); names.hasNext(); ) {
      if (Spelling.same(name, names.next())) {
        return true;
      }
    }
    return false;
  }

  /** All values at a place, in order; empty where the body has nothing there. */
  List<Value> at(Place place) throws AmbiguousException {
    List<Value> found = new ArrayList<>();
    walk(root, place.steps(), 0, "", found);
    if (found.stream().mapToInt(value -> value.text().length()).sum() > MOST_CHARACTERS) {
      throw new AmbiguousException("the body names resources at too great a length");
    }
    return found;
  }

  /** A value in the body and where it stands. */
  record Node(JsonNode value, String where) {
    /** Its member of that name; null without it. */
    JsonNode member(String name) throws AmbiguousException {
      return JsonBody.member(value, name, where);
    }
  }

  /** The items of the list at a place, of which there are some and at most so many. */
  List<Node> list(Place place, int most) throws AmbiguousException {
    JsonNode at = root;
    for (String step : place.steps()) {
      at = at == null ? null : member(at, step, "");
    }
    String where = String.join(".", place.steps());
    if (at == null || !at.isArray() || at.isEmpty() || at.size() > most) {
      throw new AmbiguousException(where + " is no list of 1 to " + most + " items");
    }
    List<Node> items = new ArrayList<>();
    for (int i = 0; i < at.size(); i++) {
      items.add(new Node(at.get(i), where + "[" + i + "]"));
    }
    return items;
  }

  private static boolean walk(
      JsonNode at, List<String> steps, int step, String where, List<Value> found)
      throws AmbiguousException {
    if (step == steps.size()) {
      values(at, where, found);
      return true;
    }
    String name = steps.get(step);
    if (name.equals(Place.EVERY)) {
      everyItem(at, steps, step + 1, where, found);
      return true;
    }
    JsonNode child = member(at, name, where);
    String path = where.isEmpty() ? name : where + "." + name;
    return child != null && walk(child, steps, step + 1, path, found);
  }

  private static void everyItem(
      JsonNode list, List<String> steps, int step, String where, List<Value> found)
      throws AmbiguousException {
    if (!list.isArray() || list.isEmpty()) {
      throw new AmbiguousException(shown(where) + " is no list with items");
    }
    for (int i = 0; i < list.size(); i++) {
      String item = where + "[" + i + "]";
      if (!walk(list.get(i), steps, step, item, found)) {
        throw new AmbiguousException(item + " does not name its resource");
      }
    }
  }

  /** The member of that name; null where the object has none. */
  private static JsonNode member(JsonNode at, String name, String where) throws AmbiguousException {
    if (!at.isObject()) {
      throw new AmbiguousException(shown(where) + " is no object");
    }
    for (Iterator<String> names = at.fieldNames(); names.hasNext(); ) {
      String other = names.next();
      if (!other.equals(name) && Spelling.same(name, other)) {
        throw new AmbiguousException("the body has the key " + name + " in another spelling");
      }
    }
    return at.get(name);
  }

  private static void values(JsonNode at, String where, List<Value> found)
      throws AmbiguousException {
    if (!at.isArray()) {
      add(at, where, found);
      return;
    }
    if (at.isEmpty()) {
      throw new AmbiguousException("the body names an empty list of resources");
    }
    for (int i = 0; i < at.size(); i++) {
      add(at.get(i), where + "[" + i + "]", found);
    }
  }

  private static void add(JsonNode at, String where, List<Value> found) throws AmbiguousException {
    if (!at.isTextual() && !isExactInteger(at)) {
      throw new AmbiguousException(shown(where) + " is neither text nor a whole number");
    }
    String text = at.asText();
    String problem = PlainText.problem(text);
    if (problem != null) {
      throw new AmbiguousException(shown(where) + " has " + problem);
    }
    if (found.size() >= MOST_VALUES) {
      throw new AmbiguousException("the body names more than " + MOST_VALUES + " resources");
    }
    found.add(new Value(text, where));
  }

  /** Beyond 2^53 many readers round (RFC 7493, section 2.2). */
  private static boolean isExactInteger(JsonNode at) {
    return at.isIntegralNumber()
        && at.canConvertToLong()
        && at.longValue() <= LARGEST
        && at.longValue() >= -LARGEST;
  }

  private static String shown(String where) {
    return where.isEmpty() ? "the body" : where;
  }
}
