package io.delega.local.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.delega.local.Env;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/**
 * A client leaves. Whatever was personal about it is found nowhere afterwards: in no table, no
 * compacted topic, no stream and no export. Kafka's topics of facts are transport and keep it for
 * days; so do the rows that were waiting for Kafka.
 */
class ErasureStoryIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String STATE = "delega.enforcement.state.v1";
  private static final String STREAM = "delega.audit.stream.v1";

  private final Env env = TestPlatform.single();
  private final Http http = new Http(Overheard::add);
  private final String canary = "canary" + UUID.randomUUID().toString().replace("-", "");
  private final String mailbox = canary + "@example.test";
  private final Story story =
      new Story(
          env,
          http,
          new WithMailbox(new SandboxProvider(env.sandbox(), http), mailbox),
          "agency-a",
          Narrator.silent());

  @Test
  void nothingPersonalIsLeftOfAClientThatLeaves() throws IOException, SQLException {
    liveWithTheCanary();
    assertThat(places())
        .contains(
            "connect.public.client",
            "connect.public.connect_session",
            "access-policy.public.access_grant",
            "access-policy.public.consent",
            "access-policy.public.access_request",
            "access-policy.public.call_fact",
            STATE,
            "export");

    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(
                        agency("admin", "DELETE", "/v1/clients/" + story.client(), null).status())
                    .isEqualTo(200));
    String erased = "/v1/audit/events?type=audit.erased&client=" + story.client();
    await()
        .atMost(PATIENCE)
        .until(() -> agency("auditor", "GET", erased, null).json().path("items").size() == 1);
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(places()).isEmpty());
  }

  /** Puts it wherever a person's own words or names can go. */
  private void liveWithTheCanary() {
    story.registerIntegration();
    story.registerClient();
    agency(
            "backend",
            "PATCH",
            "/v1/clients/" + story.client(),
            Map.of("name", canary, "email", mailbox, "externalId", canary))
        .expect(200, "the client's name");
    story.registerAssistant();
    story.openConnectSession();
    story.connectInTheBrowser();
    story.awaitGrant();
    story.callWithinTheGrant();
    story.assistantCalls("/mail/" + mailbox.replace("@", "%40") + "/messages");
    story.assistantCalls("/mail/" + canary + "/messages").expect(403, "beyond the grant");
    agency(
            "admin",
            "POST",
            "/v1/access-requests",
            Map.of(
                "connection",
                story.connection(),
                "assistant",
                story.assistant(),
                "permissions",
                WithMailbox.permissions(canary + "@elsewhere.test"),
                "reason",
                "for " + canary))
        .expect(201, "a request for more");
    await().atMost(PATIENCE).until(() -> places().contains("access-policy.public.call_fact"));
  }

  private Answer agency(String role, String method, String path, Object body) {
    return story.api().call(story.agency(), role, method, path, body);
  }

  /** Where it is found, but for what is on its way to Kafka or was. */
  private Set<String> places() throws IOException, SQLException {
    Set<String> found = new TreeSet<>();
    for (Tables.Row row : Tables.rows()) {
      boolean holds = row.text().contains(canary) || row.text().contains(inHex(canary));
      if (holds && !row.table().endsWith(".outbox")) {
        found.add(row.table());
      }
    }
    Map<String, ConsumerRecord<String, byte[]>> latest = new HashMap<>();
    for (ConsumerRecord<String, byte[]> record : Topics.records()) {
      if (record.topic().equals(STREAM) && holds(record)) {
        found.add(STREAM);
      } else if (record.topic().equals(STATE)) {
        latest.put(record.key(), record);
      }
    }
    if (latest.values().stream().anyMatch(this::holds)) {
      found.add(STATE);
    }
    Answer export =
        agency("auditor", "GET", "/v1/audit/export?format=ndjson&client=" + story.client(), null);
    if (export.expect(200, "an export").body().contains(canary)) {
      found.add("export");
    }
    return found;
  }

  /** As a column of bytes is shown. */
  private static String inHex(String text) {
    return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
  }

  private boolean holds(ConsumerRecord<String, byte[]> record) {
    return record.value() != null
        && new String(record.value(), StandardCharsets.UTF_8).contains(canary);
  }

  /** The sandbox, with one more mailbox to be agreed to. */
  private record WithMailbox(SandboxProvider sandbox, String mailbox) implements StoryProvider {
    @Override
    public String name() {
      return sandbox.name();
    }

    @Override
    public Map<String, Object> integration() {
      return sandbox.integration();
    }

    @Override
    public String clientSecret() {
      return sandbox.clientSecret();
    }

    @Override
    public void allowRedirect(String redirectUri) {
      sandbox.allowRedirect(redirectUri);
    }

    @Override
    public List<Map<String, Object>> permissions() {
      return permissions(mailbox, "support@example.test");
    }

    static List<Map<String, Object>> permissions(String... mailboxes) {
      return List.of(
          Map.of(
              "operation",
              "mail.messages.list",
              "resources",
              Map.of("mailbox", List.of(mailboxes))));
    }

    @Override
    public void logIn(Browser browser) {
      sandbox.logIn(browser);
    }

    @Override
    public String allowedPath() {
      return sandbox.allowedPath();
    }

    @Override
    public String expectedText() {
      return sandbox.expectedText();
    }

    @Override
    public String forbiddenPath() {
      return sandbox.forbiddenPath();
    }

    @Override
    public void expireAccessTokens() {
      sandbox.expireAccessTokens();
    }
  }
}
