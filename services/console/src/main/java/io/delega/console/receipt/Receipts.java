package io.delega.console.receipt;

import io.delega.console.ConsoleConfig;
import io.delega.console.backend.AuditApi;
import io.delega.console.backend.ConnectApi;
import io.delega.console.backend.PolicyApi;
import io.delega.console.backend.Providers;
import io.delega.console.backend.Section;
import io.delega.console.backend.Shapes.Connection;
import io.delega.console.backend.Shapes.Grant;
import io.delega.console.backend.Shapes.Provider;
import io.delega.console.backend.Shapes.Receipt;
import io.delega.console.receipt.Steps.Found;
import io.delega.console.web.Words;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.rest.client.inject.RestClient;

/** Gathers a receipt from the services and the ledger with the visitor's own token. */
@ApplicationScoped
class Receipts {
  private final ConnectApi connect;
  private final PolicyApi policy;
  private final AuditApi audit;
  private final Providers providers;
  private final ConsoleConfig config;

  Receipts(
      @RestClient ConnectApi connect,
      @RestClient PolicyApi policy,
      @RestClient AuditApi audit,
      Providers providers,
      ConsoleConfig config) {
    this.connect = connect;
    this.policy = policy;
    this.audit = audit;
    this.providers = providers;
    this.config = config;
  }

  /** Of an account that was stopped; fails with 404 when it is not. */
  Uni<ReceiptView> ofConnection(String bearer, String id, String language, String home) {
    return Uni.combine()
        .all()
        .unis(connect.connection(bearer, id), connect.receipt(bearer, id))
        .asTuple()
        .chain(
            both ->
                Uni.combine()
                    .all()
                    .unis(
                        providers.of(bearer, List.of(both.getItem1())),
                        ledger(bearer, both.getItem2().receipt()))
                    .with(
                        (known, ledger) -> {
                          Words words = Words.of(language, known);
                          return new ReceiptView(
                              language,
                              account(both.getItem1(), known),
                              List.of(),
                              true,
                              new Steps(words, ledger).of(both.getItem2()),
                              home);
                        }));
  }

  /** Of a grant that was stopped; fails with 404 when it is not. */
  Uni<ReceiptView> ofGrant(String bearer, String id, String language, String home) {
    return Uni.combine()
        .all()
        .unis(policy.grant(bearer, id), policy.receipt(bearer, id))
        .asTuple()
        .chain(
            both ->
                Uni.combine()
                    .all()
                    .unis(
                        providersOf(bearer, both.getItem1()),
                        ledger(bearer, both.getItem2().receipt()))
                    .with(
                        (known, ledger) -> {
                          Words words = Words.of(language, known);
                          Grant grant = both.getItem1();
                          return new ReceiptView(
                              language,
                              Objects.requireNonNullElse(grant.assistantName(), grant.assistant()),
                              words.permissions(grant),
                              false,
                              new Steps(words, ledger).of(both.getItem2()),
                              home);
                        }));
  }

  /** An event's proof as it can be checked offline. */
  Uni<String> proof(String bearer, String event) {
    return audit.proof(bearer, event);
  }

  private Uni<List<Provider>> providersOf(String bearer, Grant grant) {
    return connect
        .connection(bearer, grant.connection())
        .chain(connection -> providers.of(bearer, List.of(connection)))
        .onFailure(failure -> Section.status(failure) != 401)
        .recoverWithItem(List.of());
  }

  private static String account(Connection connection, List<Provider> known) {
    String provider =
        known.stream()
            .filter(one -> one.id().equals(connection.provider()))
            .map(Provider::name)
            .findFirst()
            .orElse(connection.provider());
    return connection.account() == null ? provider : provider + " " + connection.account();
  }

  private Uni<Map<String, Found>> ledger(String bearer, Receipt receipt) {
    Stream<String> ids =
        receipt == null
            ? Stream.empty()
            : Stream.of(
                    receipt.revoked(), receipt.blocked(), receipt.provider(), receipt.credential())
                .filter(Objects::nonNull);
    return Multi.createFrom()
        .items(ids)
        .onItem()
        .transformToUniAndMerge(id -> found(bearer, id).map(found -> Map.entry(id, found)))
        .collect()
        .asList()
        .map(all -> all.stream().collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
  }

  private Uni<Found> found(String bearer, String id) {
    return audit
        .event(bearer, id)
        .ifNoItem()
        .after(config.serviceTimeout())
        .fail()
        .map(entry -> new Found(entry, false))
        .onFailure(failure -> Section.status(failure) != 401)
        .recoverWithItem(failure -> new Found(null, Section.status(failure) != 404));
  }
}
