package io.delega.catalogue;

import io.delega.catalogue.InvalidDefinitionException.Problem;
import io.delega.catalogue.ProviderDefinition.Api;
import io.delega.catalogue.ProviderDefinition.Auth;
import io.delega.catalogue.ProviderDefinition.Setting;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Fills <code>${settings.name}</code> from values that are checked first, so that none can escape
 * its place.
 */
final class SettingsFilling {
  static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{settings\\.([A-Za-z][A-Za-z0-9]*)}");

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

  private final Map<String, String> values;

  private SettingsFilling(Map<String, String> values) {
    this.values = values;
  }

  static ProviderDefinition fill(ProviderDefinition definition, Map<String, String> values) {
    Map<String, String> given = values == null ? Map.of() : values;
    List<Problem> problems = new ArrayList<>();
    for (Setting setting : definition.settings()) {
      String wrong = wrong(setting, given.get(setting.name()));
      if (wrong != null) {
        problems.add(new Problem("/settings/" + setting.name(), wrong));
      }
    }
    for (String name : given.keySet()) {
      if (definition.settings().stream().noneMatch(setting -> setting.name().equals(name))) {
        problems.add(new Problem("/settings/" + name, "this provider has no such setting"));
      }
    }
    if (!problems.isEmpty()) {
      throw new InvalidDefinitionException(problems);
    }
    return new SettingsFilling(given).filled(definition);
  }

  private ProviderDefinition filled(ProviderDefinition d) {
    Auth auth = d.auth();
    Api api = d.api();
    return new ProviderDefinition(
        d.id(),
        d.name(),
        d.docs(),
        List.of(),
        new Auth(
            auth.mode(),
            text(auth.authorizationUrl()),
            text(auth.tokenUrl()),
            text(auth.revocationUrl()),
            text(auth.issuer()),
            auth.pkce(),
            auth.clientAuthentication(),
            auth.scopes(),
            auth.scopeSeparator(),
            auth.authorizationParameters(),
            auth.refreshReuse(),
            auth.apiKey(),
            auth.headers(),
            text(auth.pushedAuthorizationRequestUrl()),
            auth.revocationStyle(),
            auth.dpop()),
        new Api(text(api.baseUrl()), api.hosts().stream().map(this::text).toList(), api.probe()),
        d.operations());
  }

  private String text(String template) {
    if (template == null) {
      return null;
    }
    return PLACEHOLDER
        .matcher(template)
        .replaceAll(found -> Matcher.quoteReplacement(values.get(found.group(1))));
  }

  private static String wrong(Setting setting, String value) {
    if (value == null || value.isBlank()) {
      return "this setting is required";
    }
    return switch (setting.kind()) {
      case NAME ->
          NAME.matcher(value).matches() ? null : "letters, digits, dot, hyphen, underscore";
      case URL ->
          isPlainUrl(value)
              ? null
              : "an absolute http or https URL without query, fragment, user and trailing slash";
    };
  }

  private static boolean isPlainUrl(String value) {
    try {
      URI uri = new URI(value);
      return ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()))
          && uri.getHost() != null
          && uri.getRawUserInfo() == null
          && uri.getRawQuery() == null
          && uri.getRawFragment() == null
          && !value.endsWith("/")
          && uri.normalize().toString().equals(value);
    } catch (java.net.URISyntaxException e) {
      return false;
    }
  }
}
