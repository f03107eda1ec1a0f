package io.delega.console.dashboard;

import io.delega.console.ConsoleConfig;
import io.delega.console.backend.AuditApi;
import io.delega.console.backend.ConnectApi;
import io.delega.console.backend.MonitoringApi;
import io.delega.console.backend.PolicyApi;
import io.delega.console.backend.Providers;
import io.delega.console.backend.Section;
import io.delega.console.backend.Shapes.AccessRequest;
import io.delega.console.backend.Shapes.Alert;
import io.delega.console.backend.Shapes.Assistant;
import io.delega.console.backend.Shapes.Client;
import io.delega.console.backend.Shapes.Connection;
import io.delega.console.backend.Shapes.Entry;
import io.delega.console.backend.Shapes.Grant;
import io.delega.console.dashboard.DashboardView.AlertRow;
import io.delega.console.dashboard.DashboardView.AssistantRow;
import io.delega.console.dashboard.DashboardView.ClientRow;
import io.delega.console.dashboard.DashboardView.ConnectionRow;
import io.delega.console.dashboard.DashboardView.Part;
import io.delega.console.web.AskRow;
import io.delega.console.web.View.CallRow;
import io.delega.console.web.View.GrantRow;
import io.delega.console.web.Words;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.eclipse.microprofile.rest.client.inject.RestClient;

/** Gathers the dashboard from the services with the visitor's own token. */
@ApplicationScoped
class Dashboard {
  private static final int ROWS = 100;

  private final ConnectApi connect;
  private final PolicyApi policy;
  private final AuditApi audit;
  private final MonitoringApi monitoring;
  private final Providers providers;
  private final ConsoleConfig config;

  Dashboard(
      @RestClient ConnectApi connect,
      @RestClient PolicyApi policy,
      @RestClient AuditApi audit,
      @RestClient MonitoringApi monitoring,
      Providers providers,
      ConsoleConfig config) {
    this.connect = connect;
    this.policy = policy;
    this.audit = audit;
    this.monitoring = monitoring;
    this.providers = providers;
    this.config = config;
  }

  /** The whole page for the owner of {@code bearer}. */
  Uni<DashboardView> view(String bearer, String who, String language, String notice) {
    Duration patience = config.serviceTimeout();
    return Uni.combine()
        .all()
        .unis(
            Section.load(connect.clients(bearer, ROWS), patience),
            Section.load(connect.connections(bearer, ROWS), patience),
            Section.load(policy.grants(bearer, ROWS), patience),
            Section.load(
                audit.events(bearer, "call.decided", "desc", config.lastCalls()), patience),
            Section.load(monitoring.alerts(bearer, "open", ROWS), patience),
            Section.load(policy.assistants(bearer, ROWS), patience),
            Section.load(policy.requests(bearer, null, ROWS), patience))
        .asTuple()
        .flatMap(
            parts ->
                providers
                    .of(bearer, parts.getItem2().items())
                    .map(
                        known ->
                            assemble(
                                Words.of(language, known),
                                who,
                                notice,
                                parts.getItem1(),
                                parts.getItem2(),
                                parts.getItem3(),
                                parts.getItem4(),
                                parts.getItem5(),
                                parts.getItem6(),
                                parts.getItem7())));
  }

  private static DashboardView assemble(
      Words words,
      String who,
      String notice,
      Section<Client> clients,
      Section<Connection> connections,
      Section<Grant> grants,
      Section<Entry> calls,
      Section<Alert> alerts,
      Section<Assistant> assistants,
      Section<AccessRequest> requests) {
    Map<String, String> clientNames =
        clients.items().stream().collect(Collectors.toMap(Client::id, Client::name));
    Map<String, Long> perClient =
        connections.items().stream()
            .filter(connection -> !"revoked".equals(connection.state()))
            .collect(Collectors.groupingBy(Connection::client, Collectors.counting()));
    Map<String, String> assistantNames = assistantNames(grants);
    return new DashboardView(
        words.language(),
        who,
        notice,
        Part.of(
            clients,
            clients.items().stream()
                .map(
                    client ->
                        new ClientRow(
                            client.id(),
                            client.name(),
                            client.externalId(),
                            perClient.getOrDefault(client.id(), 0L)))
                .toList()),
        Part.of(
            connections,
            connections.items().stream()
                .map(connection -> row(connection, words, clientNames))
                .toList()),
        Part.of(
            grants,
            grants.items().stream().map(grant -> GrantRow.of(grant, words, clientNames)).toList()),
        Part.of(
            requests,
            requests.items().stream()
                .map(
                    request ->
                        AskRow.of(
                            request,
                            words,
                            clientNames.getOrDefault(request.client(), request.client())))
                .toList()),
        Part.of(
            assistants,
            assistants.items().stream()
                .map(
                    one ->
                        new AssistantRow(
                            one.id(), one.name(), one.state(), words.state(one.state())))
                .toList()),
        Part.of(
            calls,
            calls.items().stream().map(entry -> CallRow.of(entry, words, assistantNames)).toList()),
        Part.of(
            alerts, alerts.items().stream().map(alert -> row(alert, words, clientNames)).toList()));
  }

  static Map<String, String> assistantNames(Section<Grant> grants) {
    return grants.items().stream()
        .filter(grant -> grant.assistantName() != null)
        .collect(Collectors.toMap(Grant::assistant, Grant::assistantName, (a, b) -> a));
  }

  private static ConnectionRow row(
      Connection connection, Words words, Map<String, String> clientNames) {
    return new ConnectionRow(
        connection.id(),
        clientNames.getOrDefault(connection.client(), connection.client()),
        connection.provider(),
        Objects.requireNonNullElse(connection.account(), ""),
        connection.state(),
        words.state(connection),
        connection.suspendedBy());
  }

  private static AlertRow row(Alert alert, Words words, Map<String, String> clientNames) {
    String client = Objects.requireNonNullElse(alert.client(), "");
    return new AlertRow(
        alert.id(),
        words.alert(alert.kind()),
        alert.severity(),
        clientNames.getOrDefault(client, client),
        alert.count(),
        words.date(alert.lastSeen()));
  }
}
