package io.delega.console.clientpage;

import io.delega.console.ConsoleConfig;
import io.delega.console.backend.AuditApi;
import io.delega.console.backend.ConnectApi;
import io.delega.console.backend.PolicyApi;
import io.delega.console.backend.Providers;
import io.delega.console.backend.Section;
import io.delega.console.backend.Shapes.AccessRequest;
import io.delega.console.backend.Shapes.Connection;
import io.delega.console.backend.Shapes.Entry;
import io.delega.console.backend.Shapes.Grant;
import io.delega.console.backend.Shapes.Guardrail;
import io.delega.console.backend.Shapes.Provider;
import io.delega.console.clientpage.ClientPageView.AccountRow;
import io.delega.console.clientpage.ClientPageView.AskedRow;
import io.delega.console.clientpage.ClientPageView.RuleRow;
import io.delega.console.web.AskRow;
import io.delega.console.web.Texts;
import io.delega.console.web.View.CallRow;
import io.delega.console.web.View.GrantRow;
import io.delega.console.web.Words;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.eclipse.microprofile.rest.client.inject.RestClient;

/** Gathers the client's page with the client's own token. */
@ApplicationScoped
class ClientPage {
  private static final int ROWS = 100;

  private final ConnectApi connect;
  private final PolicyApi policy;
  private final AuditApi audit;
  private final Providers providers;
  private final ConsoleConfig config;

  ClientPage(
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

  /** The page of the client that {@code bearer} belongs to; fails with 401 once it has ended. */
  Uni<ClientPageView> view(String bearer, String language, String notice) {
    Duration patience = config.serviceTimeout();
    return Uni.combine()
        .all()
        .unis(
            Section.load(connect.connections(bearer, ROWS), patience),
            Section.load(policy.grants(bearer, ROWS), patience),
            Section.load(
                audit.events(bearer, "call.decided", "desc", config.lastCalls()), patience),
            Section.load(policy.guardrails(bearer, ROWS), patience),
            Section.load(policy.requests(bearer, "open", ROWS), patience))
        .asTuple()
        .flatMap(
            parts ->
                providers
                    .of(bearer, parts.getItem1().items())
                    .map(
                        known ->
                            assemble(
                                language,
                                notice,
                                known,
                                parts.getItem1(),
                                parts.getItem2(),
                                parts.getItem3(),
                                parts.getItem4(),
                                parts.getItem5())));
  }

  private static ClientPageView assemble(
      String language,
      String notice,
      List<Provider> known,
      Section<Connection> connections,
      Section<Grant> grants,
      Section<Entry> calls,
      Section<Guardrail> guardrails,
      Section<AccessRequest> requests) {
    Words words = Words.of(language, known);
    Map<String, String> providerNames =
        known.stream().collect(Collectors.toMap(Provider::id, Provider::name, (a, b) -> a));
    Map<String, String> assistants =
        grants.items().stream()
            .filter(grant -> grant.assistantName() != null)
            .collect(Collectors.toMap(Grant::assistant, Grant::assistantName, (a, b) -> a));
    List<AccountRow> accounts =
        connections.items().stream()
            .map(
                connection ->
                    new AccountRow(
                        connection.id(),
                        providerNames.getOrDefault(connection.provider(), connection.provider()),
                        Objects.requireNonNullElse(connection.account(), ""),
                        connection.state(),
                        words.state(connection),
                        connection.suspendedBy(),
                        grants.items().stream()
                            .filter(grant -> connection.id().equals(grant.connection()))
                            .map(grant -> GrantRow.of(grant, words, Map.of()))
                            .toList()))
            .toList();
    return new ClientPageView(
        language,
        notice,
        connections.away() || grants.away(),
        calls.away(),
        asked(requests.items(), accounts, words),
        accounts,
        guardrails.away() ? List.of() : rules(language, guardrails.items()),
        calls.items().stream().map(entry -> CallRow.of(entry, words, assistants)).toList());
  }

  /** Those that wait for an answer, on accounts that are shown. */
  private static List<AskedRow> asked(
      List<AccessRequest> requests, List<AccountRow> accounts, Words words) {
    Map<String, AccountRow> shown =
        accounts.stream().collect(Collectors.toMap(AccountRow::connection, account -> account));
    return requests.stream()
        .map(request -> AskRow.of(request, words, ""))
        .filter(ask -> ask.open() && shown.containsKey(ask.connection()))
        .map(
            ask -> {
              AccountRow account = shown.get(ask.connection());
              return new AskedRow(account.provider(), account.account(), ask);
            })
        .toList();
  }

  private static List<RuleRow> rules(String language, List<Guardrail> guardrails) {
    Texts texts = Words.texts(language);
    return Arrays.stream(HouseRule.values())
        .map(
            rule ->
                new RuleRow(
                    rule.guardrail(),
                    rule == HouseRule.NEVER_DELETE ? texts.ruleNeverDelete() : texts.ruleOnlyRead(),
                    guardrails.stream()
                        .anyMatch(
                            set ->
                                set.name().equals(rule.guardrail())
                                    && rule.text().equals(set.text()))))
        .toList();
  }
}
