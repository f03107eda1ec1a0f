package io.delega.catalogue;

import io.delega.catalogue.InvalidDefinitionException.Problem;
import io.delega.catalogue.ProviderDefinition.Auth;
import io.delega.catalogue.ProviderDefinition.HeaderField;
import io.delega.catalogue.ProviderDefinition.Operation;
import io.delega.catalogue.ProviderDefinition.Setting;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a schema cannot say about a definition. */
final class DefinitionRules {
  private static final Pattern HOST =
      Pattern.compile("[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?(:[0-9]{1,5})?");
  private static final Pattern SEGMENT =
      Pattern.compile("\\{[A-Za-z][A-Za-z0-9_]*}|[A-Za-z0-9._~!$&'()*+,;=:@-]+");

  private static final Set<String> NEVER =
      Set.of(
          "connection",
          "content-encoding",
          "content-length",
          "content-type",
          "expect",
          "forwarded",
          "host",
          "keep-alive",
          "proxy-authenticate",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade",
          "via");

  private final ProviderDefinition definition;
  private final List<Problem> problems = new ArrayList<>();

  private DefinitionRules(ProviderDefinition definition) {
    this.definition = definition;
  }

  static List<Problem> problems(ProviderDefinition definition) {
    DefinitionRules rules = new DefinitionRules(definition);
    rules.check();
    return rules.problems;
  }

  private void check() {
    Auth auth = definition.auth();
    url("/auth/authorizationUrl", auth.authorizationUrl());
    url("/auth/tokenUrl", auth.tokenUrl());
    url("/auth/revocationUrl", auth.revocationUrl());
    url("/auth/issuer", auth.issuer());
    url("/auth/pushedAuthorizationRequestUrl", auth.pushedAuthorizationRequestUrl());
    if (auth.apiKey() != null) {
      header("/auth/apiKey/header", auth.apiKey().header());
    }
    headers(auth);
    url("/api/baseUrl", definition.api().baseUrl());
    for (String host : definition.api().hosts()) {
      if (!HOST.matcher(sample(host)).matches()) {
        problem("/api/hosts", "a host name, with a port where needed, not " + host);
      }
    }
    Set<String> names = new HashSet<>();
    for (int i = 0; i < definition.operations().size(); i++) {
      Operation operation = definition.operations().get(i);
      String at = "/operations/" + i;
      if (!names.add(operation.name())) {
        problem(at + "/name", "there is another operation named " + operation.name());
      }
      path(at, operation);
    }
  }

  private void headers(Auth auth) {
    Set<String> names = new HashSet<>();
    Set<String> fields = new HashSet<>();
    for (int i = 0; i < auth.headers().size(); i++) {
      HeaderField field = auth.headers().get(i);
      String at = "/auth/headers/" + i;
      header(at + "/name", field.name());
      if (!names.add(field.name().toLowerCase(Locale.ROOT))) {
        problem(at + "/name", "there is another header named " + field.name());
      }
      if (field.field() != null && !fields.add(field.field())) {
        problem(at + "/field", "there is another field named " + field.field());
      }
    }
    if (auth.mode() == ProviderDefinition.Mode.HEADERS && fields.isEmpty()) {
      problem("/auth/headers", "at least one header has a field that the client types");
    }
  }

  /** What frames a message or names its target is never a credential's. */
  private void header(String at, String name) {
    if (name != null && NEVER.contains(name.toLowerCase(Locale.ROOT))) {
      problem(at, "the header " + name + " cannot carry a credential");
    }
  }

  private void path(String at, Operation operation) {
    Set<String> parameters = new HashSet<>();
    if (!operation.path().equals("/")) {
      for (String segment : operation.path().substring(1).split("/", -1)) {
        if (!SEGMENT.matcher(segment).matches() || segment.equals(".") || segment.equals("..")) {
          problem(
              at + "/path",
              "each segment is literal or one whole {parameter}; empty and dot segments are not"
                  + " allowed");
          return;
        }
        if (segment.startsWith("{")
            && !parameters.add(segment.substring(1, segment.length() - 1))) {
          problem(at + "/path", "the parameter " + segment + " stands twice");
        }
      }
    }
    resources(at, operation, parameters);
    if (operation.batch() != null) {
      batch(at, operation);
    }
  }

  private void batch(String at, Operation operation) {
    if (!operation.method().equals("POST") || !operation.resources().isEmpty()) {
      problem(at + "/batch", "a batch is sent by POST and names its resources in its items only");
    }
    try {
      operation.batch().list();
    } catch (IllegalArgumentException e) {
      problem(at + "/batch/items", e.getMessage());
    }
  }

  private void resources(String at, Operation operation, Set<String> parameters) {
    Set<Place.Kind> bodies = EnumSet.noneOf(Place.Kind.class);
    for (Map.Entry<String, String> resource : operation.resources().entrySet()) {
      String pointer = at + "/resources/" + resource.getKey();
      try {
        Place place = Place.of(resource.getValue());
        if (place.kind() == Place.Kind.PATH && !parameters.contains(place.name())) {
          problem(pointer, "the path has no parameter " + place.name());
        }
        if (place.inBody() && bodies.add(place.kind()) && bodies.size() > 1) {
          problem(pointer, "a body is either JSON or a form");
        }
      } catch (IllegalArgumentException e) {
        problem(pointer, e.getMessage());
      }
    }
  }

  private void url(String at, String url) {
    if (url == null) {
      return;
    }
    Matcher placeholders = SettingsFilling.PLACEHOLDER.matcher(url);
    while (placeholders.find()) {
      String name = placeholders.group(1);
      if (definition.settings().stream().map(Setting::name).noneMatch(name::equals)) {
        problem(at, "there is no setting named " + name);
      }
    }
    try {
      URI uri = new URI(sample(url));
      if (uri.getHost() == null || uri.getRawUserInfo() != null || uri.getRawFragment() != null) {
        problem(at, "an absolute http or https URL without user and fragment");
      }
    } catch (URISyntaxException e) {
      problem(at, "an absolute http or https URL");
    }
  }

  /** The text with its placeholders filled by something harmless of the right kind. */
  private String sample(String template) {
    String filled = template;
    for (Setting setting : definition.settings()) {
      String value = setting.kind() == Setting.Kind.URL ? "https://host.example" : "name";
      filled = filled.replace("${settings." + setting.name() + "}", value);
    }
    return filled;
  }

  private void problem(String pointer, String message) {
    problems.add(new Problem(pointer, message));
  }
}
