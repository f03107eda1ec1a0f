package io.delega.local.infra;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.delega.testkit.DevIssuer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Keycloak's realm with the clients, people and claims of the development issuer, so that the
 * platform is the same behind either.
 */
final class KeycloakRealm {
  static final String NAME = "delega";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> PEOPLE = List.of("admin", "operator", "auditor");

  private final List<DevIssuer.Client> clients;
  private final Map<String, String> agencies;
  private final String publicUrl;
  private final String password;

  /**
   * @param clients the platform's OIDC clients with their secrets
   * @param agencies names by id
   * @param publicUrl where the console is
   * @param password of the demo people
   */
  KeycloakRealm(
      List<DevIssuer.Client> clients,
      Map<String, String> agencies,
      String publicUrl,
      String password) {
    this.clients = clients;
    this.agencies = agencies;
    this.publicUrl = publicUrl;
    this.password = password;
  }

  /** What Keycloak imports at its first start. */
  String json() {
    List<Object> all = new ArrayList<>();
    for (DevIssuer.Client client : clients) {
      all.add(client.role() == null ? console(client) : service(client));
    }
    try {
      return JSON.writeValueAsString(
          Map.of(
              "realm",
              NAME,
              "enabled",
              true,
              "sslRequired",
              "none",
              "accessTokenLifespan",
              300,
              "roles",
              Map.of("realm", PEOPLE.stream().map(role -> Map.of("name", role)).toList()),
              "groups",
              agencies.keySet().stream().map(this::group).toList(),
              "users",
              agencies.keySet().stream()
                  .flatMap(a -> PEOPLE.stream().map(r -> user(a, r)))
                  .toList(),
              "clients",
              all));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private Map<String, Object> service(DevIssuer.Client client) {
    List<Object> mappers = new ArrayList<>(List.of(audience()));
    mappers.add(fixed("sub", client.subject(), "String"));
    mappers.add(fixed("roles", "[\"" + client.role() + "\"]", "JSON"));
    if (client.agency() != null) {
      mappers.add(fixed("agency", client.agency(), "String"));
      mappers.add(fixed("agency_name", agencies.get(client.agency()), "String"));
    }
    return Map.of(
        "clientId",
        client.id(),
        "secret",
        client.secret(),
        "serviceAccountsEnabled",
        true,
        "standardFlowEnabled",
        false,
        "fullScopeAllowed",
        false,
        "protocolMappers",
        mappers);
  }

  private Map<String, Object> console(DevIssuer.Client client) {
    return Map.of(
        "clientId",
        client.id(),
        "secret",
        client.secret(),
        "standardFlowEnabled",
        true,
        "redirectUris",
        List.of(publicUrl + "/*"),
        "attributes",
        Map.of("pkce.code.challenge.method", "S256", "post.logout.redirect.uris", publicUrl + "/*"),
        "protocolMappers",
        List.of(audience(), ofGroup("agency"), ofGroup("agency_name"), roles(), subject()));
  }

  private Map<String, Object> group(String agency) {
    return Map.of(
        "name",
        agency,
        "attributes",
        Map.of("agency", List.of(agency), "agency_name", List.of(agencies.get(agency))));
  }

  private Map<String, Object> user(String agency, String role) {
    String name = role + "@" + agency + ".example";
    return Map.of(
        "username",
        name,
        "email",
        name,
        "emailVerified",
        true,
        "firstName",
        role,
        "lastName",
        agency,
        "enabled",
        true,
        "groups",
        List.of("/" + agency),
        "realmRoles",
        List.of(role),
        "credentials",
        List.of(Map.of("type", "password", "value", password)));
  }

  private static Map<String, Object> audience() {
    return mapper("audience", "oidc-audience-mapper", Map.of("included.custom.audience", "delega"));
  }

  private static Map<String, Object> fixed(String claim, String value, String type) {
    return mapper(
        claim,
        "oidc-hardcoded-claim-mapper",
        Map.of("claim.name", claim, "claim.value", value, "jsonType.label", type));
  }

  private static Map<String, Object> ofGroup(String attribute) {
    return mapper(
        attribute,
        "oidc-usermodel-attribute-mapper",
        Map.of(
            "user.attribute",
            attribute,
            "claim.name",
            attribute,
            "jsonType.label",
            "String",
            "aggregate.attrs",
            "true"));
  }

  private static Map<String, Object> roles() {
    return mapper(
        "roles",
        "oidc-usermodel-realm-role-mapper",
        Map.of("claim.name", "roles", "jsonType.label", "String", "multivalued", "true"));
  }

  private static Map<String, Object> subject() {
    return mapper(
        "username",
        "oidc-usermodel-property-mapper",
        Map.of("user.attribute", "username", "claim.name", "sub", "jsonType.label", "String"));
  }

  private static Map<String, Object> mapper(
      String name, String type, Map<String, String> settings) {
    Map<String, String> all = new TreeMap<>(settings);
    all.put("access.token.claim", "true");
    all.put("id.token.claim", "true");
    return Map.of(
        "name", name, "protocol", "openid-connect", "protocolMapper", type, "config", all);
  }
}
