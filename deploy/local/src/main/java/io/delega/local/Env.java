package io.delega.local;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;

/**
 * What a program must know to use this platform; printed by {@code ./delega env}.
 *
 * @param processes the ids of the living processes, by service
 * @param operator the OIDC client of the platform's own operator, of no agency
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record Env(
    String baseUrl,
    String issuer,
    String tokenEndpoint,
    List<Agency> agencies,
    Sandbox sandbox,
    Folders folders,
    Map<String, List<Long>> processes,
    Client operator) {
  /** A tenant with its OIDC clients by role. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Agency(String id, Map<String, Client> clients) {}

  /** An OIDC client; its tokens carry this subject. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Client(String clientId, String clientSecret, String subject) {
    @Override
    public String toString() {
      return clientId;
    }
  }

  /** The third-party platform to play with: a person's login, and an OAuth app. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Sandbox(
      String url, String user, String password, String clientId, String clientSecret) {
    @Override
    public String toString() {
      return url;
    }
  }

  /** Where the platform keeps things. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Folders(String data, String logs) {}

  /** The same, reached at another address. */
  Env at(String address) {
    return new Env(address, issuer, tokenEndpoint, agencies, sandbox, folders, processes, operator);
  }

  Env withProcesses(Map<String, List<Long>> living) {
    return new Env(baseUrl, issuer, tokenEndpoint, agencies, sandbox, folders, living, operator);
  }

  /** The OIDC client of this agency and role. */
  public Client client(String agency, String role) {
    return agencies.stream()
        .filter(candidate -> candidate.id().equals(agency))
        .findFirst()
        .map(candidate -> candidate.clients().get(role))
        .orElseThrow(() -> new Failure("there is no " + role + " of " + agency));
  }
}
