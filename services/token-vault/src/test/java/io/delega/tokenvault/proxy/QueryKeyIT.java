package io.delega.tokenvault.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.delega.contracts.EventJson;
import io.delega.keys.Secret;
import io.delega.testkit.DelegaResource;
import io.delega.tokenvault.VaultResource;
import io.delega.tokenvault.enforcement.EnforcementPoint;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A key that a provider wants in the query is part of a URL, and URLs are told of errors. */
@QuarkusTest
@TestProfile(ProxyProfile.class)
@QuarkusTestResource(DelegaResource.class)
@QuarkusTestResource(VaultResource.class)
class QueryKeyIT {
  private static final String KEY = "canary-query-key";

  @TestHTTPResource URI here;
  @Inject FakeCredentials credentials;
  @Inject EnforcementPoint point;

  private final List<String> log = new CopyOnWriteArrayList<>();
  private final Handler noting =
      new Handler() {
        @Override
        public void publish(LogRecord line) {
          StringWriter text = new StringWriter();
          text.append(line.getMessage()).append(' ').append(List.of(parameters(line)).toString());
          if (line.getThrown() != null) {
            line.getThrown().printStackTrace(new PrintWriter(text));
          }
          log.add(text.toString());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };
  private GrantedConnection connection;

  private static Object[] parameters(LogRecord line) {
    Object[] parameters = line.getParameters();
    return parameters == null
        ? new Object[0]
        : java.util.Arrays.stream(parameters).map(String::valueOf).toArray();
  }

  @BeforeEach
  void connect() {
    credentials.reset();
    credentials.query = Map.of("key", Secret.of(KEY));
    connection = new GrantedConnection(here, point);
    noting.setLevel(Level.ALL);
    Logger.getLogger("").addHandler(noting);
  }

  @AfterEach
  void stop() {
    Logger.getLogger("").removeHandler(noting);
    credentials.reset();
  }

  @Test
  void isInNoAnswerLogOrEvent() throws Exception {
    StringBuilder answers = new StringBuilder();
    try (RawUpstream upstream = new RawUpstream()) {
      answers.append(connection.request("GET", "/items/1?key=mine&b=1", "", ""));
      assertThat(upstream.arrivals.get(0)).startsWith("GET /api/items/1?b=1&key=" + KEY + " ");
      upstream.answer = "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n";
      answers.append(connection.request("GET", "/items/1", "", ""));
      upstream.answer = "nonsense\r\n\r\n";
      answers.append(connection.request("POST", "/items/1", "", ""));
    }
    answers.append(connection.request("GET", "/items/1", "", ""));
    credentials.baseUrl = "http://10.0.0.1/api";
    credentials.hosts = Set.of("10.0.0.1");
    answers.append(connection.request("GET", "/items/1", "", ""));
    credentials.hosts = Set.of("elsewhere.example");
    answers.append(connection.request("GET", "/items/1", "", ""));
    assertThat(answers)
        .contains("upstream_unreachable", "upstream_refused", "upstream_broke_off")
        .doesNotContain(KEY);
    assertThat(log).noneMatch(line -> line.contains(KEY));
    assertThat(Topics.calls(connection.id))
        .hasSizeGreaterThan(6)
        .noneMatch(event -> EventJson.toTree(event).toString().contains(KEY));
  }
}
