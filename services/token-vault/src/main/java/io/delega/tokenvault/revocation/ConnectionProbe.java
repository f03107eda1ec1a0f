package io.delega.tokenvault.revocation;

import io.delega.keys.Secret;
import io.delega.tokenvault.Database;
import io.delega.tokenvault.credential.CredentialRow;
import io.delega.tokenvault.credential.CredentialStore;
import io.delega.tokenvault.credential.CredentialUnavailableException;
import io.delega.tokenvault.credential.Credentials;
import io.delega.tokenvault.credential.Findings;
import io.delega.tokenvault.credential.Injection;
import io.delega.tokenvault.credential.ProviderProfile;
import io.delega.tokenvault.credential.ProviderProfile.Probe;
import io.delega.tokenvault.credential.Refresher;
import io.delega.tokenvault.credential.Refresher.Cause;
import io.delega.tokenvault.outbound.NoAnswerException;
import io.delega.tokenvault.outbound.ProviderAnswer;
import io.delega.tokenvault.outbound.ProviderHttp;
import io.delega.tokenvault.scheme.DpopNonces;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpMethod;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Tries a connection by the harmless call its provider's definition names. */
@ApplicationScoped
class ConnectionProbe {
  private final CredentialStore store;
  private final Findings findings;
  private final Credentials credentials;
  private final Refresher refresher;
  private final ProviderHttp http;
  private final DpopNonces nonces;

  @Inject
  ConnectionProbe(
      CredentialStore store,
      Findings findings,
      Credentials credentials,
      Refresher refresher,
      ProviderHttp http,
      DpopNonces nonces) {
    this.store = store;
    this.findings = findings;
    this.credentials = credentials;
    this.refresher = refresher;
    this.http = http;
    this.nonces = nonces;
  }

  /** Whether it works; {@code status} is the provider's, null when it was not asked. */
  record Result(boolean ok, Integer status, String reason) {}

  Uni<Optional<Result>> probe(String connection) {
    return findings
        .telling(store.read(connection))
        .chain(
            found ->
                found
                    .filter(row -> !row.gone())
                    .map(row -> probe(row).map(Optional::of))
                    .orElseGet(() -> Uni.createFrom().item(Optional.empty())))
        .onFailure(CredentialUnavailableException.class)
        .recoverWithItem(
            e -> Optional.of(new Result(false, null, ((CredentialUnavailableException) e).code())))
        .onFailure(NoAnswerException.class)
        .recoverWithItem(Optional.of(new Result(false, null, "upstream_unavailable")));
  }

  private Uni<Result> probe(CredentialRow row) {
    Optional<Probe> probe = ProviderProfile.of(row).probe();
    return credentials
        .take(row.connection)
        .chain(
            injection ->
                probe.isEmpty()
                    ? Uni.createFrom().item(new Result(true, null, "no_probe"))
                    : ask(row.connection, probe.get(), injection)
                        .chain(a -> judge(row, probe.get(), injection, a)));
  }

  private Uni<Result> judge(
      CredentialRow row, Probe probe, Injection injection, ProviderAnswer answer) {
    if (answer.status() != 401) {
      return Uni.createFrom().item(result(answer));
    }
    return Database.returning(refresher.refreshed(row.connection, injection.version(), Cause.TEST))
        .invoke(() -> credentials.forget(row.connection))
        .chain(() -> credentials.take(row.connection))
        .chain(fresh -> ask(row.connection, probe, fresh))
        .map(ConnectionProbe::result);
  }

  private static Result result(ProviderAnswer answer) {
    return new Result(answer.ok(), answer.status(), answer.ok() ? null : "http_" + answer.status());
  }

  private Uni<ProviderAnswer> ask(String connection, Probe probe, Injection injection) {
    String query =
        injection.query().entrySet().stream()
            .map(e -> encode(e.getKey()) + "=" + encode(e.getValue().reveal()))
            .collect(Collectors.joining("&"));
    String separator = query.isEmpty() ? "" : probe.path().indexOf('?') < 0 ? "?" : "&";
    URI url = URI.create(injection.baseUrl() + probe.path() + separator + query);
    if (!injection.admits(url)) {
      throw new CredentialUnavailableException(
          CredentialUnavailableException.BROKEN, "The probe leads to a host that is not declared.");
    }
    return send(connection, probe, url, injection)
        .chain(
            answer ->
                injection.isBound() && answer.status() == 401 && answer.dpopNonce().isPresent()
                    ? send(connection, probe, url, injection)
                    : Uni.createFrom().item(answer));
  }

  private Uni<ProviderAnswer> send(String connection, Probe probe, URI url, Injection injection) {
    Map<String, Secret> headers = new LinkedHashMap<>(injection.headers());
    injection
        .proof(probe.method(), url, nonces.of(connection, url))
        .ifPresent(proof -> headers.put("DPoP", proof));
    return http.send(HttpMethod.valueOf(probe.method()), url, headers, Optional.empty())
        .invoke(answer -> answer.dpopNonce().ifPresent(n -> nonces.remember(connection, url, n)));
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
