package io.delega.accesspolicy.provider;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import io.delega.accesspolicy.StoredJson;
import io.delega.catalogue.Catalogue;
import io.delega.catalogue.ProviderDefinition;
import io.delega.contracts.ConnectEvent;
import io.delega.contracts.EnforcementState;
import io.delega.contracts.EventJson;
import io.delega.contracts.Topic;
import io.delega.outbox.Outbox;
import io.delega.policy.RequestMatcher;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.LockModeType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Provider definitions: the platform's, and the agencies' own, which are passed on. */
@ApplicationScoped
public class Definitions {
  private static final TypeReference<Map<String, Long>> SINCE = new TypeReference<>() {};
  private static final TypeReference<JsonNode> JSON = new TypeReference<>() {};
  private static final String INSERT =
      "INSERT INTO provider (id, agency, provider, version, definition)"
          + " VALUES (?1, ?2, ?3, 0, 'null') ON CONFLICT (id) DO NOTHING";

  private final Outbox outbox;

  @Inject
  Definitions(Outbox outbox) {
    this.outbox = outbox;
  }

  /** The definition that the agency knows by this id, in the caller's session. */
  public Uni<Optional<ProviderDefinition>> find(String agency, String id) {
    Optional<ProviderDefinition> builtIn = Catalogue.builtIn().find(id);
    return builtIn.isPresent()
        ? Uni.createFrom().item(builtIn)
        : OwnDefinition.<OwnDefinition>findById(agency + "/" + id)
            .map(
                row ->
                    Optional.ofNullable(row)
                        .map(own -> Catalogue.parse(StoredJson.read(own.definition, JSON))));
  }

  /** What matches requests by it as enforcement points do, in the caller's session. */
  public Uni<RequestMatcher> matcher(String agency, ProviderDefinition definition) {
    return OwnDefinition.<OwnDefinition>findById(agency + "/" + definition.id())
        .map(
            own ->
                own == null
                    ? RequestMatcher.of(definition)
                    : RequestMatcher.of(definition, own.version, since(own)));
  }

  private static Map<String, Long> since(OwnDefinition own) {
    return own.since == null ? Map.of() : StoredJson.read(own.since, SINCE);
  }

  /** The present version of the agency's own provider; null where it is the platform's. */
  public Uni<Long> version(String agency, String id) {
    return OwnDefinition.<OwnDefinition>findById(agency + "/" + id)
        .map(own -> own == null ? null : own.version);
  }

  /** All that an agency can use, in a session of its own; the platform's for no agency. */
  public Uni<List<ProviderDefinition>> all(String agency) {
    return Panache.withSession(() -> OwnDefinition.<OwnDefinition>list("agency", agency))
        .map(
            own -> {
              List<ProviderDefinition> all = new ArrayList<>(Catalogue.builtIn().all());
              own.forEach(row -> all.add(Catalogue.parse(StoredJson.read(row.definition, JSON))));
              return List.copyOf(all);
            });
  }

  /** Keeps a definition and passes it on, unless a newer one was kept; in a transaction. */
  public Uni<Void> take(String agency, ConnectEvent.ProviderDefined defined) {
    String id = agency + "/" + defined.provider();
    return Panache.getSession()
        .chain(
            session ->
                session
                    .createNativeQuery(INSERT)
                    .setParameter(1, id)
                    .setParameter(2, agency)
                    .setParameter(3, defined.provider())
                    .executeUpdate())
        .chain(() -> OwnDefinition.<OwnDefinition>findById(id, LockModeType.PESSIMISTIC_WRITE))
        .chain(row -> keep(row, defined));
  }

  private Uni<Void> keep(OwnDefinition row, ConnectEvent.ProviderDefined defined) {
    if (defined.version() <= row.version) {
      return Uni.createFrom().voidItem();
    }
    row.version = defined.version();
    row.definition = StoredJson.write(defined.definition());
    row.since = StoredJson.write(defined.since());
    EnforcementState.Provider state =
        new EnforcementState.Provider(
            row.agency, row.provider, defined.version(), defined.definition(), defined.since());
    return outbox.append(Topic.ENFORCEMENT_STATE, state.key(), EventJson.writeBytes(state));
  }
}
