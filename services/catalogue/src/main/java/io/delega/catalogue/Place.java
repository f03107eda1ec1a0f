package io.delega.catalogue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Where a request names a resource, as a definition writes it: {@code path.x}, {@code query.x},
 * {@code header.x}, {@code form.x}, and of a JSON body {@code body.a.b} or the pointer {@code
 * body/a/b} (RFC 6901), in which the step {@code *} is every item of a list.
 *
 * @param kind the part of the request
 * @param steps the parameter's, header's or field's name; of a body the way to the value
 */
public record Place(Kind kind, List<String> steps) {
  /** The step of a body that stands for every item of a list. */
  public static final String EVERY = "*";

  private static final int MOST_LISTS = 2;
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]+");
  private static final Pattern INDEX = Pattern.compile("[0-9]+");
  private static final Pattern BROKEN_ESCAPE = Pattern.compile("~(?![01])");

  /** What frames or routes a message, proves an identity, or stands for the method. */
  private static final Set<String> NO_RESOURCE =
      Set.of(
          "authorization",
          "connection",
          "content-encoding",
          "content-length",
          "content-type",
          "cookie",
          "expect",
          "forwarded",
          "host",
          "keep-alive",
          "proxy-authorization",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade",
          "via",
          "x-http-method",
          "x-http-method-override",
          "x-method-override");

  public Place {
    steps = List.copyOf(steps);
  }

  /** A part of a request. */
  public enum Kind {
    PATH,
    QUERY,
    HEADER,
    FORM,
    BODY
  }

  /**
   * Reads a place.
   *
   * @throws IllegalArgumentException with what is wrong, for whoever wrote the definition
   */
  public static Place of(String text) {
    int dot = text.indexOf('.');
    String kind = dot < 0 ? text : text.substring(0, dot);
    if (text.startsWith("body/") || text.startsWith("body./")) {
      return body(pointer(text.substring(text.indexOf('/') + 1)));
    }
    String rest = dot < 0 ? "" : text.substring(dot + 1);
    return switch (kind) {
      case "path" -> new Place(Kind.PATH, List.of(name(rest)));
      case "query" -> new Place(Kind.QUERY, List.of(name(rest)));
      case "form" -> new Place(Kind.FORM, List.of(name(rest)));
      case "header" -> new Place(Kind.HEADER, List.of(header(rest)));
      case "body" -> body(Arrays.asList(rest.split("\\.", -1)));
      default ->
          throw new IllegalArgumentException(
              "a place begins with path, query, header, form or body");
    };
  }

  /** The name, where it is no body; of a body the last step. */
  public String name() {
    return steps.get(steps.size() - 1);
  }

  /** Whether it is in the body, as JSON or as a form. */
  public boolean inBody() {
    return kind == Kind.BODY || kind == Kind.FORM;
  }

  private static String name(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "a name is of letters, digits, dot, hyphen and underscore");
    }
    return name;
  }

  private static String header(String name) {
    String lower = name(name).toLowerCase(Locale.ROOT);
    if (NO_RESOURCE.contains(lower)) {
      throw new IllegalArgumentException("the header " + name + " names no resource");
    }
    return lower;
  }

  private static List<String> pointer(String text) {
    List<String> steps = new ArrayList<>();
    for (String step : text.split("/", -1)) {
      if (BROKEN_ESCAPE.matcher(step).find()) {
        throw new IllegalArgumentException("in a JSON pointer ~ is written ~0 and / is written ~1");
      }
      steps.add(step.replace("~1", "/").replace("~0", "~"));
    }
    return steps;
  }

  private static Place body(List<String> steps) {
    if (steps.stream().anyMatch(String::isEmpty)) {
      throw new IllegalArgumentException("a step of a body's place is not empty");
    }
    if (steps.stream().anyMatch(step -> INDEX.matcher(step).matches())) {
      // The other items would be read by nobody.
      throw new IllegalArgumentException("items are not named one by one: write * for all of them");
    }
    if (steps.stream().filter(EVERY::equals).count() > MOST_LISTS) {
      throw new IllegalArgumentException("a place has * at most twice");
    }
    return new Place(Kind.BODY, steps);
  }
}
