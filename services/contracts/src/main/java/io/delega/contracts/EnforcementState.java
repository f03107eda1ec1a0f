package io.delega.contracts;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A record of {@code delega.enforcement.state.v1}: what enforcement points enforce. The record's
 * key is {@link #key()}; {@code version} rises with every change of that key and a consumer ignores
 * a lower one.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
  @JsonSubTypes.Type(value = EnforcementState.Connection.class, name = "connection"),
  @JsonSubTypes.Type(value = EnforcementState.Provider.class, name = "provider"),
  @JsonSubTypes.Type(value = EnforcementState.Guardrails.class, name = "guardrails"),
  @JsonSubTypes.Type(value = EnforcementState.Assistant.class, name = "assistant"),
  @JsonSubTypes.Type(value = EnforcementState.Issuer.class, name = "issuer")
})
@JsonInclude(JsonInclude.Include.NON_NULL)
public sealed interface EnforcementState {
  long version();

  /** The record's key in the compacted topic. */
  String key();

  /**
   * Everything that is enforced for one connection.
   *
   * @param state active, suspended or revoked; only active admits
   * @param grants active ones, and revoked or expired ones for 30 days, so that a denial can say
   *     so: the last one of those that said the same, and only where there is room
   * @param guardrails that hold for it; in the topic they stand apart, as {@link Guardrails}
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Connection(
      String connection,
      String agency,
      String client,
      String provider,
      long version,
      String state,
      List<Grant> grants,
      List<Guardrail> guardrails)
      implements EnforcementState {
    public Connection {
      grants = grants == null ? List.of() : List.copyOf(grants);
      guardrails = guardrails == null ? List.of() : List.copyOf(guardrails);
    }

    @Override
    public String key() {
      return connection;
    }
  }

  /**
   * An agency's own provider definition, so that every enforcement point matches by it.
   *
   * @param since in which version each operation became what it is; from the first where absent
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Provider(
      String agency, String provider, long version, JsonNode definition, Map<String, Long> since)
      implements EnforcementState {
    public Provider {
      since = since == null ? Map.of() : Map.copyOf(since);
    }

    /** A definition whose operations have always been what they are. */
    public Provider(String agency, String provider, long version, JsonNode definition) {
      this(agency, provider, version, definition, null);
    }

    @Override
    public String key() {
      return "provider/" + agency + "/" + provider;
    }
  }

  /**
   * An issuer of tokens that an agency trusts for its assistants, besides the platform's own. An
   * enforcement point that does not know this kind trusts none.
   *
   * @param state trusted or removed
   * @param issuer as it stands in the tokens' {@code iss}
   * @param audience what must be among the tokens' {@code aud}
   * @param jwksUri where its keys are; null when its discovery document says so
   * @param assistants the agency's assistants whose identity is of this issuer; nobody else gets in
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Issuer(
      String agency,
      String name,
      long version,
      String state,
      String issuer,
      String audience,
      String jwksUri,
      List<IssuerSubject> assistants)
      implements EnforcementState {
    public Issuer {
      assistants = assistants == null ? List.of() : List.copyOf(assistants);
    }

    @Override
    public String key() {
      return "issuer/" + agency + "/" + name;
    }
  }

  /** Which assistant a subject of a trusted issuer is. */
  record IssuerSubject(String subject, String assistant) {}

  /**
   * One grant as it is enforced.
   *
   * @param state active, suspended, expired or revoked
   * @param approval none, first or each
   * @param counters under which each request counts; the grant's own where a record names none
   * @param definition the version of the agency's own provider by which the client agreed: what an
   *     operation became later is not granted; absent where nothing of the kind can happen
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Grant(
      String id,
      String state,
      AssistantRef assistant,
      List<Permission> permissions,
      Limits limits,
      String approval,
      Instant revokedAt,
      List<Counter> counters,
      Long definition) {
    public Grant {
      permissions = permissions == null ? List.of() : List.copyOf(permissions);
      limits = limits == null ? Limits.NONE : limits;
      counters = counters == null ? own(id, limits) : List.copyOf(counters);
    }

    /** A grant whose requests are counted under itself. */
    public Grant(
        String id,
        String state,
        AssistantRef assistant,
        List<Permission> permissions,
        Limits limits,
        String approval,
        Instant revokedAt) {
      this(id, state, assistant, permissions, limits, approval, revokedAt, null, null);
    }

    private static List<Counter> own(String id, Limits limits) {
      Counter counter = Counter.of(id, limits);
      return counter.limits() ? List.of(counter) : List.of();
    }
  }

  /**
   * All guardrails of one owner: of an agency, of a client of an agency, or of the platform.
   *
   * @param agency whose they are, or whose client's; null for the platform's
   * @param client whose they are; null for the agency's and the platform's
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Guardrails(String agency, String client, long version, List<Guardrail> guardrails)
      implements EnforcementState {
    public static final String PREFIX = "guardrails/";

    public Guardrails {
      guardrails = guardrails == null ? List.of() : List.copyOf(guardrails);
    }

    @Override
    public String key() {
      return key(agency, client);
    }

    /** The key of an owner's guardrails. */
    public static String key(String agency, String client) {
      if (agency == null) {
        return PREFIX + "platform";
      }
      return client == null
          ? PREFIX + "agency/" + agency
          : PREFIX + "client/" + agency + "/" + client;
    }
  }

  /** How an assistant stands, on whatever connection; {@code state} active or quarantined. */
  record Assistant(String agency, String assistant, long version, String state)
      implements EnforcementState {
    public static final String PREFIX = "assistant/";
    public static final String QUARANTINED = "quarantined";

    @Override
    public String key() {
      return PREFIX + assistant;
    }
  }

  /** Which OIDC identity an assistant is; {@code state} active or quarantined. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record AssistantRef(String id, String issuer, String subject, String state) {}

  /** A named Cedar policy text that overrides grants; {@code owner} platform, agency or client. */
  record Guardrail(String name, String owner, String text) {}
}
