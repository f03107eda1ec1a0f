package io.delega.connect.session;

import io.delega.api.ProblemException;
import io.delega.connect.ConnectConfig;
import io.delega.connect.Facts;
import io.delega.connect.Secrecy;
import io.delega.connect.client.Client;
import io.delega.connect.client.Clients;
import io.delega.connect.connection.Connection;
import io.delega.connect.connection.ConnectionState;
import io.delega.connect.integration.Integration;
import io.delega.connect.integration.Integrations;
import io.delega.connect.provider.KnownProvider;
import io.delega.connect.provider.Providers;
import io.delega.connect.remote.AssistantApi;
import io.delega.connect.remote.Remote;
import io.delega.connect.session.ReconnectResource.Reconnect;
import io.delega.connect.session.SessionResource.Asked;
import io.delega.connect.session.SessionResource.NewSession;
import io.delega.contracts.AccessRequest;
import io.delega.contracts.Actor;
import io.delega.contracts.ConnectEvent;
import io.delega.contracts.Ids;
import io.delega.idempotency.IdempotencyKey;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.rest.client.inject.RestClient;

/** Makes sessions, after checking everything they refer to. */
@ApplicationScoped
class SessionMaker {
  @Inject Clients clients;
  @Inject Integrations integrations;
  @Inject Providers providers;
  @Inject @RestClient AssistantApi assistants;
  @Inject Facts facts;
  @Inject ConnectConfig config;
  @Inject Clock clock;

  /**
   * A session and its link, which exists nowhere else; without a link when the session has ended.
   */
  record Made(ConnectSession session, String url) {
    @Override
    public String toString() {
      return "Made[" + session.id + "]";
    }
  }

  Uni<Made> make(
      String agency,
      String agencyName,
      Actor actor,
      String authorization,
      NewSession body,
      IdempotencyKey key) {
    ConnectSession row = new ConnectSession();
    row.agency = agency;
    row.agencyName = agencyName;
    row.integration = body.integration();
    row.connection = Ids.next(Ids.CONNECTION, clock);
    row.returnUrl = returnUrl(body.returnUrl());
    row.locale = body.locale();
    row.expiresAt = expiry(body.expiresIn());
    return clients
        .find(agency, body.client())
        .map(found -> found.orElseThrow(() -> unknown("client", body.client())))
        .invoke(client -> row.client = client.id)
        .chain(() -> integrations.find(agency, body.integration()))
        .map(found -> found.orElseThrow(() -> unknown("integration", body.integration())))
        .chain(integration -> provider(agency, integration))
        .invoke(provider -> row.definition = provider.own() ? provider.version() : null)
        .map(provider -> AccessCheck.stated(body.access(), provider.definition(), clock.instant()))
        .chain(asked -> access(authorization, asked))
        .chain(access -> store(row, access, actor, key));
  }

  private Uni<KnownProvider> provider(String agency, Integration integration) {
    return providers
        .find(agency, integration.provider)
        .map(found -> found.orElseThrow(() -> unknown("integration", integration.id)));
  }

  private Uni<List<AccessRequest>> access(String authorization, List<Asked> asked) {
    return Multi.createFrom()
        .range(0, asked.size())
        .onItem()
        .transformToUniAndConcatenate(i -> named(authorization, i, asked.get(i)))
        .collect()
        .asList();
  }

  private Uni<AccessRequest> named(String authorization, int index, Asked asked) {
    String field = "access[" + index + "].assistant";
    if (!Ids.isA(Ids.ASSISTANT, asked.assistant())) {
      throw ProblemException.invalid(field, "there is no assistant " + asked.assistant() + ".");
    }
    return assistants
        .get(authorization, asked.assistant())
        .onFailure()
        .transform(failure -> assistantProblem(failure, field, asked.assistant()))
        .invoke(
            found -> {
              if (found.state() != null && !found.state().equals("active")) {
                throw ProblemException.invalid(field, "the assistant is " + found.state() + ".");
              }
            })
        .map(
            found ->
                new AccessRequest(
                    asked.assistant(), found.name(), asked.permissions(), asked.limits()));
  }

  private static ProblemException assistantProblem(Throwable failure, String field, String id) {
    int status = Remote.status(failure);
    return status == 404
        ? ProblemException.invalid(field, "there is no assistant " + id + ".")
        : new ProblemException(
                503,
                "assistants_unavailable",
                "The assistants cannot be looked up now; try again in a moment.")
            .header("Retry-After", "2");
  }

  Uni<Made> again(
      String agency,
      String agencyName,
      Actor actor,
      String connection,
      Reconnect body,
      IdempotencyKey key) {
    ConnectSession row = new ConnectSession();
    row.agency = agency;
    row.agencyName = agencyName;
    row.connection = connection;
    row.reconnect = true;
    row.returnUrl = returnUrl(body.returnUrl());
    row.expiresAt = expiry(body.expiresIn());
    return Panache.withSession(() -> Connection.<Connection>findById(connection))
        .invoke(
            found -> {
              if (found == null || !found.agency.equals(agency)) {
                throw ProblemException.notFound("connection");
              }
              if (found.state == ConnectionState.REVOKED) {
                throw ProblemException.conflict(
                    "connection_revoked", "The connection was revoked; connect anew.");
              }
              row.client = found.client;
              row.integration = found.integration;
            })
        .chain(() -> store(row, List.of(), actor, key));
  }

  private Uni<Made> store(
      ConnectSession row, List<AccessRequest> access, Actor actor, IdempotencyKey key) {
    Secrecy link = Secrecy.create();
    row.id = Ids.next(Ids.SESSION, clock);
    row.access = access;
    row.linkHash = link.hash();
    row.status = SessionStatus.OPEN;
    row.grants = List.of();
    row.version = 1;
    row.createdAt = clock.instant();
    return Panache.withTransaction(
            () ->
                key.once(
                    row.agency,
                    () -> persist(row, actor),
                    made -> made.id,
                    id -> Sessions.locked(id).invoke(found -> linkAnew(found, link))))
        .map(stored -> new Made(stored, url(stored, link)));
  }

  private Uni<ConnectSession> persist(ConnectSession row, Actor actor) {
    return Clients.locked(row.agency, row.client)
        .invoke((Client client) -> Clients.requireActive(client))
        .chain(() -> row.<ConnectSession>persist())
        .call(
            () ->
                facts.tell(
                    row.agency,
                    actor,
                    row.id,
                    row.version,
                    new ConnectEvent.SessionCreated(
                        row.id, row.client, row.integration, row.expiresAt)));
  }

  /** Who repeats the request never got the first link, and nobody keeps one. */
  private static void linkAnew(ConnectSession found, Secrecy link) {
    if (found.status == SessionStatus.OPEN) {
      found.linkHash = link.hash();
    }
  }

  private String url(ConnectSession stored, Secrecy link) {
    return stored.linkHash.equals(link.hash()) ? config.url("/connect/" + link.value()) : null;
  }

  private Instant expiry(Long seconds) {
    if (seconds != null && seconds > config.sessionLifetimeMax().toSeconds()) {
      throw ProblemException.invalid(
          "expiresIn", "at most " + config.sessionLifetimeMax().toSeconds() + " seconds.");
    }
    Duration lifetime = seconds == null ? config.sessionLifetime() : Duration.ofSeconds(seconds);
    return clock.instant().plus(lifetime).truncatedTo(java.time.temporal.ChronoUnit.MILLIS);
  }

  private static String returnUrl(String url) {
    if (url == null) {
      return null;
    }
    try {
      URI uri = new URI(url);
      boolean web = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
      if (web && uri.getHost() != null && uri.getRawUserInfo() == null) {
        return url;
      }
    } catch (URISyntaxException e) {
      // said below
    }
    throw ProblemException.invalid("returnUrl", "an absolute http or https URL.");
  }

  private static ProblemException unknown(String field, String id) {
    return ProblemException.invalid(field, "there is no " + field + " " + id + ".");
  }
}
