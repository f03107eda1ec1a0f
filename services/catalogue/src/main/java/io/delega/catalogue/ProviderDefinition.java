package io.delega.catalogue;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A third-party platform: how a client connects an account, where its API is, and what can be done
 * there. A definition holds no secret.
 *
 * <p>Addresses may contain <code>${settings.name}</code>, filled from an integration's settings by
 * {@link #resolve}. Plain http is accepted here; token-vault refuses it at use unless the operator
 * has opened the address.
 *
 * @param id lower case letters, digits and hyphens
 * @param name as people know it
 * @param docs where these facts were read
 * @param settings the settings an integration must give, in the order to ask for them
 * @param auth how an account is connected
 * @param api where the API is
 * @param operations what can be done, each name once
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ProviderDefinition(
    String id,
    String name,
    String docs,
    List<Setting> settings,
    Auth auth,
    Api api,
    List<Operation> operations) {
  public ProviderDefinition {
    settings = settings == null ? List.of() : List.copyOf(settings);
    operations = operations == null ? List.of() : List.copyOf(operations);
  }

  /** A value that an integration gives, such as the address of a self-hosted installation. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Setting(String name, Kind kind, Map<String, String> title) {
    /** What a value must look like. */
    public enum Kind {
      /** An absolute http or https URL without query, fragment, user or trailing slash. */
      @JsonProperty("url")
      URL,
      /** A name: letters, digits, dot, hyphen, underscore. */
      @JsonProperty("name")
      NAME
    }
  }

  /** How an account is connected; which fields apply depends on {@code mode}. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Auth(
      Mode mode,
      String authorizationUrl,
      String tokenUrl,
      String revocationUrl,
      String issuer,
      Pkce pkce,
      ClientAuthentication clientAuthentication,
      Scopes scopes,
      String scopeSeparator,
      Map<String, String> authorizationParameters,
      boolean refreshReuse,
      ApiKey apiKey,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) List<HeaderField> headers,
      String pushedAuthorizationRequestUrl,
      RevocationStyle revocationStyle,
      Dpop dpop) {
    public Auth {
      headers = headers == null ? List.of() : List.copyOf(headers);
      pkce = pkce == null ? Pkce.SUPPORTED : pkce;
      clientAuthentication =
          clientAuthentication == null ? ClientAuthentication.BASIC : clientAuthentication;
      scopes = scopes == null ? new Scopes(List.of(), List.of()) : scopes;
      scopeSeparator = scopeSeparator == null ? " " : scopeSeparator;
      authorizationParameters =
          authorizationParameters == null ? Map.of() : Map.copyOf(authorizationParameters);
    }
  }

  /** Whether tokens are bound to a key of the connection (RFC 9449); not when none is declared. */
  public enum Dpop {
    /** Tokens that are not bound are refused. */
    @JsonProperty("required")
    REQUIRED,
    /** The provider decides. */
    @JsonProperty("supported")
    SUPPORTED,
    @JsonProperty("unsupported")
    UNSUPPORTED
  }

  /** The ways to revoke at {@code revocationUrl}; RFC 7009 when none is declared. */
  public enum RevocationStyle {
    @JsonProperty("rfc7009")
    RFC7009,
    /** {@code DELETE <url>/<client id>/grant} with the app's Basic authentication: GitHub. */
    @JsonProperty("application-grant")
    APPLICATION_GRANT,
    /** {@code POST <url>} with the token itself as Bearer: Slack. */
    @JsonProperty("bearer")
    BEARER
  }

  /** The ways to authenticate. */
  public enum Mode {
    @JsonProperty("oauth2")
    OAUTH2,
    @JsonProperty("oauth2-client-credentials")
    OAUTH2_CLIENT_CREDENTIALS,
    @JsonProperty("jwt-bearer")
    JWT_BEARER,
    @JsonProperty("api-key")
    API_KEY,
    @JsonProperty("basic")
    BASIC,
    /** Several headers, fixed or typed by the client. */
    @JsonProperty("headers")
    HEADERS
  }

  /** What the provider makes of PKCE (RFC 7636, S256). */
  public enum Pkce {
    @JsonProperty("required")
    REQUIRED,
    @JsonProperty("supported")
    SUPPORTED,
    @JsonProperty("unsupported")
    UNSUPPORTED
  }

  /** How the OAuth app proves itself at the token endpoint (RFC 6749, section 2.3). */
  public enum ClientAuthentication {
    @JsonProperty("basic")
    BASIC,
    @JsonProperty("post")
    POST,
    @JsonProperty("private-key-jwt")
    PRIVATE_KEY_JWT,
    @JsonProperty("none")
    NONE
  }

  /** Scopes asked for always, and those that an integration may add. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Scopes(@JsonProperty("default") List<String> byDefault, List<String> optional) {
    public Scopes {
      byDefault = byDefault == null ? List.of() : List.copyOf(byDefault);
      optional = optional == null ? List.of() : List.copyOf(optional);
    }
  }

  /** Where an API key goes: a header (with an optional prefix) or a query parameter. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record ApiKey(String header, String query, String prefix) {}

  /**
   * One header of mode {@code headers}.
   *
   * @param value fixed and no secret; absent where the client types it
   * @param field the name of what the client types; absent where it is fixed
   * @param prefix what stands before what was typed
   * @param title how the client is asked, by language
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record HeaderField(
      String name, String value, String field, String prefix, Map<String, String> title) {
    public HeaderField {
      title = title == null ? Map.of() : Map.copyOf(title);
    }
  }

  /**
   * @param baseUrl what a proxied path is relative to; no trailing slash
   * @param hosts where the credential may go, with a port where it is not the scheme's; by default
   *     the base URL's
   * @param probe a harmless call that shows whether a credential works
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Api(String baseUrl, List<String> hosts, Probe probe) {
    public Api {
      hosts = hosts == null ? List.of() : List.copyOf(hosts);
    }
  }

  /** A call by method and path relative to the base URL. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Probe(String method, String path) {}

  /**
   * A named action.
   *
   * @param path relative to the base URL; <code>{name}</code> is a parameter and one whole segment
   * @param resources resource name to where it is named, as {@link Place} reads it
   * @param title for people, by language
   * @param batch where in its body whole requests stand, each to be decided by itself; null where
   *     there are none
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Operation(
      String name,
      String method,
      String path,
      Access access,
      Map<String, String> resources,
      Map<String, String> title,
      Batch batch) {
    public Operation {
      resources = resources == null ? Map.of() : Map.copyOf(resources);
      title = title == null ? Map.of() : Map.copyOf(title);
    }

    /** The title in a language, in English, or the name. */
    public String titleIn(String language) {
      return title.getOrDefault(language, title.getOrDefault("en", name));
    }
  }

  /**
   * Where whole requests stand in a JSON body, such as that of Microsoft Graph's {@code $batch}.
   *
   * @param items the list, as {@link Place} reads it behind {@code body}: {@code /requests}
   * @param method the member of an item that is its method
   * @param path the member that is its path and query, relative to the base URL
   * @param headers the member that is an object of headers; null where items have none
   * @param body the member that is its JSON body; null where items have none
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Batch(String items, String method, String path, String headers, String body) {
    /**
     * The place of the list.
     *
     * @throws IllegalArgumentException when it is none
     */
    public Place list() {
      Place list = Place.of(items.startsWith("/") ? "body" + items : "body." + items);
      if (list.steps().contains(Place.EVERY)) {
        throw new IllegalArgumentException("the list of a batch is one list");
      }
      return list;
    }
  }

  /** What an operation does to data. */
  public enum Access {
    @JsonProperty("read")
    READ,
    @JsonProperty("write")
    WRITE,
    @JsonProperty("delete")
    DELETE;

    /** As it is called outside: read, write or delete. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Where the credential may go: the declared hosts, or the base URL's. Each is a lower-case host,
   * with a port where it is not the scheme's. Only for a resolved definition.
   */
  public List<String> credentialHosts() {
    return api.hosts().isEmpty()
        ? List.of(URI.create(api.baseUrl()).getRawAuthority().toLowerCase(Locale.ROOT))
        : api.hosts().stream().map(host -> host.toLowerCase(Locale.ROOT)).toList();
  }

  /**
   * What the client types on the hosted page, in the order to ask for it; empty where it signs in
   * at the provider, or where the integration's own app is all it takes.
   *
   * @param withApp whether the integration names an OAuth app
   */
  public List<TypedField> typedFields(boolean withApp) {
    return switch (auth.mode()) {
      case OAUTH2 -> List.of();
      case OAUTH2_CLIENT_CREDENTIALS ->
          withApp ? List.of() : List.of(TypedField.CLIENT_ID, TypedField.CLIENT_SECRET);
      case JWT_BEARER -> List.of(TypedField.SERVICE_ACCOUNT);
      case API_KEY -> List.of(TypedField.KEY);
      case BASIC -> List.of(TypedField.USER, TypedField.PASSWORD);
      case HEADERS ->
          auth.headers().stream()
              .filter(header -> header.field() != null)
              .map(header -> new TypedField(header.field(), TypedField.Kind.SECRET, header.title()))
              .toList();
    };
  }

  /** The operation of that name. */
  public Optional<Operation> operation(String operationName) {
    return operations.stream()
        .filter(operation -> operation.name().equals(operationName))
        .findFirst();
  }

  /**
   * The definition with its settings filled in.
   *
   * @throws InvalidDefinitionException when a setting is missing, unknown, or not of its kind
   */
  public ProviderDefinition resolve(Map<String, String> values) {
    return SettingsFilling.fill(this, values);
  }
}
