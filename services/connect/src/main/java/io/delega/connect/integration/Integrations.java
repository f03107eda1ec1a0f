package io.delega.connect.integration;

import io.delega.api.ProblemException;
import io.delega.api.Version;
import io.delega.catalogue.InvalidDefinitionException;
import io.delega.connect.ConnectConfig;
import io.delega.connect.Facts;
import io.delega.connect.integration.IntegrationResource.Change;
import io.delega.connect.integration.IntegrationResource.NewIntegration;
import io.delega.connect.provider.KnownProvider;
import io.delega.connect.provider.Providers;
import io.delega.contracts.Actor;
import io.delega.contracts.ConnectEvent;
import io.delega.contracts.Ids;
import io.delega.idempotency.IdempotencyKey;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.LockModeType;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Keeps integrations. */
@ApplicationScoped
public class Integrations {
  private final Providers providers;
  private final Facts facts;
  private final Clock clock;

  @Inject
  Integrations(Providers providers, Facts facts, Clock clock) {
    this.providers = providers;
    this.facts = facts;
    this.clock = clock;
  }

  /** Where the provider sends the client back to: one address per integration. */
  public static String redirectUri(ConnectConfig config, String integration) {
    return config.url("/oauth/callback/" + integration);
  }

  /** The agency's integration of that id, if there is one. */
  public Uni<Optional<Integration>> find(String agency, String id) {
    return Panache.withSession(
            () ->
                Integration.<Integration>find(
                        "id = ?1 and agency = ?2 and deletedAt is null", id, agency)
                    .firstResult())
        .map(Optional::ofNullable);
  }

  Uni<Integration> require(String agency, String id) {
    return find(agency, id)
        .map(found -> found.orElseThrow(() -> ProblemException.notFound("integration")));
  }

  Uni<Integration> create(String agency, Actor actor, NewIntegration body, IdempotencyKey key) {
    return providers
        .find(agency, body.provider())
        .map(
            found ->
                found.orElseThrow(
                    () ->
                        ProblemException.invalid(
                            "provider", "there is no provider " + body.provider() + ".")))
        .map(provider -> row(agency, body, provider))
        .chain(
            row ->
                Panache.withTransaction(
                    () ->
                        key.once(
                            agency,
                            () -> row.<Integration>persist().call(r -> told(r, actor, true)),
                            made -> made.id,
                            id -> Integration.findById(id))));
  }

  private Integration row(String agency, NewIntegration body, KnownProvider provider) {
    Integration row = new Integration();
    row.id = Ids.next(Ids.INTEGRATION, clock);
    row.agency = agency;
    row.provider = body.provider();
    row.name = body.name() == null ? provider.definition().name() : body.name();
    row.clientId = body.oauth() == null ? null : body.oauth().clientId();
    row.scopes = body.scopes() == null ? List.of() : body.scopes();
    row.settings = body.settings() == null ? Map.of() : body.settings();
    row.version = 1;
    row.createdAt = clock.instant();
    check(row, provider);
    return row;
  }

  private static void check(Integration row, KnownProvider provider) {
    if (provider.oauth() && row.clientId == null) {
      throw ProblemException.invalid(
          "oauth.clientId", "this provider needs the client id of your OAuth app.");
    }
    try {
      provider.definition().resolve(row.settings);
    } catch (InvalidDefinitionException e) {
      throw Providers.invalid("", e);
    }
  }

  Uni<Integration> change(String agency, Actor actor, String id, Change body, String ifMatch) {
    return require(agency, id)
        .chain(row -> providers.find(agency, row.provider))
        .map(found -> found.orElseThrow(() -> ProblemException.notFound("provider")))
        .chain(
            provider ->
                Panache.withTransaction(
                    () ->
                        locked(agency, id)
                            .invoke(row -> Version.require(ifMatch, row.version))
                            .invoke(row -> apply(row, body, provider))
                            .call(row -> told(row, actor, false))));
  }

  private static void apply(Integration row, Change body, KnownProvider provider) {
    row.name = body.name() == null ? row.name : body.name();
    row.clientId = body.oauth() == null ? row.clientId : body.oauth().clientId();
    row.scopes = body.scopes() == null ? row.scopes : body.scopes();
    row.settings = body.settings() == null ? row.settings : body.settings();
    row.version++;
    check(row, provider);
  }

  Uni<Void> delete(String agency, Actor actor, String id) {
    return Panache.withTransaction(
        () ->
            locked(agency, id)
                .call(this::requireUnused)
                .invoke(
                    row -> {
                      row.deletedAt = clock.instant();
                      row.version++;
                    })
                .chain(
                    row ->
                        facts.tell(
                            agency,
                            actor,
                            row.id,
                            row.version,
                            new ConnectEvent.IntegrationDeleted(row.id, row.provider))));
  }

  private Uni<Void> requireUnused(Integration row) {
    return Panache.getSession()
        .chain(
            session ->
                session
                    .createQuery(
                        "select count(c) from Connection c where c.integration = ?1"
                            + " and c.state <> io.delega.connect.connection.ConnectionState.REVOKED",
                        Long.class)
                    .setParameter(1, row.id)
                    .getSingleResult())
        .invoke(
            count -> {
              if (count > 0) {
                throw ProblemException.conflict(
                    "integration_in_use",
                    "There are " + count + " connections of this integration; revoke them first.");
              }
            })
        .replaceWithVoid();
  }

  private static Uni<Integration> locked(String agency, String id) {
    return Integration.<Integration>findById(id, LockModeType.PESSIMISTIC_WRITE)
        .invoke(
            row -> {
              if (row == null || !row.agency.equals(agency) || row.deletedAt != null) {
                throw ProblemException.notFound("integration");
              }
            });
  }

  private Uni<Void> told(Integration row, Actor actor, boolean created) {
    ConnectEvent event =
        created
            ? new ConnectEvent.IntegrationCreated(
                row.id, row.provider, row.name, row.clientId, row.scopes)
            : new ConnectEvent.IntegrationUpdated(
                row.id, row.provider, row.name, row.clientId, row.scopes);
    return facts.tell(row.agency, actor, row.id, row.version, event);
  }
}
