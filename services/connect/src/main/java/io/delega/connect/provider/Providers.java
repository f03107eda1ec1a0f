package io.delega.connect.provider;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import io.delega.api.ProblemException;
import io.delega.api.Version;
import io.delega.catalogue.Catalogue;
import io.delega.catalogue.InvalidDefinitionException;
import io.delega.catalogue.ProviderDefinition;
import io.delega.connect.Facts;
import io.delega.connect.StoredJson;
import io.delega.contracts.Actor;
import io.delega.contracts.ConnectEvent;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.LockModeType;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The providers an agency can use: the platform's, and its own. */
@ApplicationScoped
public class Providers {
  private static final TypeReference<JsonNode> JSON = new TypeReference<>() {};

  private final Facts facts;
  private final Clock clock;

  @Inject
  Providers(Facts facts, Clock clock) {
    this.facts = facts;
    this.clock = clock;
  }

  /** The provider of that id, in a session of its own or the caller's. */
  public Uni<Optional<KnownProvider>> find(String agency, String id) {
    Optional<ProviderDefinition> builtIn = Catalogue.builtIn().find(id);
    if (builtIn.isPresent()) {
      return Uni.createFrom().item(builtIn.map(KnownProvider::builtIn));
    }
    return Panache.withSession(() -> OwnProvider.<OwnProvider>findById(OwnProvider.key(agency, id)))
        .map(row -> Optional.ofNullable(row).map(Providers::known));
  }

  /** All of them, by id. */
  Uni<List<KnownProvider>> all(String agency) {
    return Panache.withSession(() -> OwnProvider.<OwnProvider>list("agency", agency))
        .map(
            own ->
                Stream.concat(
                        Catalogue.builtIn().all().stream().map(KnownProvider::builtIn),
                        own.stream().map(Providers::known))
                    .sorted(Comparator.comparing(known -> known.definition().id()))
                    .toList());
  }

  private static KnownProvider known(OwnProvider row) {
    JsonNode json = StoredJson.read(row.definition, JSON);
    return new KnownProvider(Catalogue.parse(json), json, true, row.version);
  }

  /** Defines an agency's own provider, or changes it; the same definition again changes nothing. */
  Uni<KnownProvider> define(String agency, Actor actor, JsonNode json, String ifMatch) {
    ProviderDefinition definition = checked(json);
    String id = definition.id();
    if (Catalogue.builtIn().find(id).isPresent()) {
      throw ProblemException.conflict(
          "provider_built_in", "The platform has a provider " + id + "; choose another id.");
    }
    return Panache.withTransaction(
        () ->
            OwnProvider.<OwnProvider>findById(
                    OwnProvider.key(agency, id), LockModeType.PESSIMISTIC_WRITE)
                .invoke(row -> Version.require(ifMatch, row == null ? 0 : row.version))
                .chain(row -> store(agency, actor, definition, json, row))
                .map(Providers::known));
  }

  private Uni<OwnProvider> store(
      String agency, Actor actor, ProviderDefinition definition, JsonNode json, OwnProvider found) {
    String text = StoredJson.write(json);
    if (found != null && found.definition.equals(text)) {
      return Uni.createFrom().item(found);
    }
    String id = definition.id();
    Map<String, Long> since =
        found == null
            ? Since.first(definition)
            : Since.next(
                known(found).definition(), Since.read(found.since), definition, found.version + 1);
    OwnProvider row = found == null ? new OwnProvider() : found;
    row.id = OwnProvider.key(agency, id);
    row.agency = agency;
    row.provider = id;
    row.version++;
    row.definition = text;
    row.since = StoredJson.write(since);
    row.updatedAt = clock.instant();
    return row.<OwnProvider>persistAndFlush()
        .call(
            () ->
                facts.tell(
                    agency,
                    actor,
                    row.id,
                    row.version,
                    new ConnectEvent.ProviderDefined(id, row.version, json, since)));
  }

  private static ProviderDefinition checked(JsonNode json) {
    try {
      return Catalogue.parse(json);
    } catch (InvalidDefinitionException e) {
      throw invalid("", e);
    }
  }

  /** 400 {@code invalid_field} with the first place, and all of them under {@code errors}. */
  public static ProblemException invalid(String prefix, InvalidDefinitionException e) {
    return new ProblemException(400, "invalid_field", e.getMessage())
        .with("field", prefix + field(e.problems().get(0).pointer()))
        .with("errors", e.problems());
  }

  private static String field(String pointer) {
    return pointer.isEmpty() ? "definition" : pointer.substring(1).replace('/', '.');
  }
}
