package io.delega.audit.query;

import static io.delega.audit.Facts.auditor;
import static io.delega.audit.Facts.awaitListed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.delega.audit.AuditKeys;
import io.delega.audit.Facts;
import io.delega.testkit.DelegaResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(DelegaResource.class)
@QuarkusTestResource(AuditKeys.class)
class SearchIT {
  private static String word() {
    return "w" + UUID.randomUUID().toString().replace("-", "");
  }

  private static List<String> ids(String query) {
    return auditor()
        .get("/v1/audit/events?" + query)
        .then()
        .statusCode(200)
        .extract()
        .jsonPath()
        .getList("items.id");
  }

  private static String id(ObjectNode event) {
    return event.get("id").asText();
  }

  @Test
  void everyFieldFiltersAndAllOfThemTogether() {
    String client = Facts.client();
    Map<String, String> fields =
        Map.of(
            "connection", "con_" + UUID.randomUUID(),
            "assistant", "ast_" + UUID.randomUUID(),
            "grant", "gra_" + UUID.randomUUID(),
            "operation", "contacts." + word(),
            "outcome", "denied",
            "reason", "outside_" + word(),
            "callId", "call_" + UUID.randomUUID());
    ObjectNode denied = Facts.call(client, fields);
    ObjectNode allowed = Facts.call(client, Map.of());
    Facts.send(List.of(denied, allowed));
    awaitListed("client=" + client, 2);
    StringBuilder all = new StringBuilder("type=call.decided&client=" + client);
    fields.forEach((name, value) -> all.append('&').append(name).append('=').append(value));
    assertThat(ids(all.toString())).containsExactly(id(denied));
    fields.forEach(
        (name, value) ->
            assertThat(ids("client=" + client + "&" + name + "=" + value))
                .as(name)
                .containsExactly(id(denied)));
    assertThat(ids("client=" + client + "&outcome=allowed")).containsExactly(id(allowed));
    assertThat(ids("client=" + client + "&type=call.completed")).isEmpty();
  }

  @Test
  void wordsAreFoundInEveryFieldThatIsNotPersonal() {
    String client = Facts.client();
    String provider = word();
    String call = "call_" + UUID.randomUUID();
    ObjectNode event =
        Facts.call(
            client,
            Map.of(
                "provider",
                "Demo-" + provider,
                "operation",
                "crm.contacts_all.read",
                "callId",
                call));
    event.withObject("/data").withObject("/personal").put("path", "/hidden/" + word());
    String hidden = event.at("/data/personal/path").asText().substring("/hidden/".length());
    ObjectNode other = Facts.call(client, Map.of());
    Facts.send(List.of(event, other));
    awaitListed("client=" + client, 2);
    for (String query :
        List.of(
            provider,
            provider.toUpperCase(java.util.Locale.ROOT) + " DEMO",
            provider + " crm contacts_all read",
            provider + " " + client,
            provider + " decided",
            call,
            call + " " + provider,
            id(event))) {
      assertThat(ids("q=" + query)).as(query).containsExactly(id(event));
    }
    assertThat(ids("q=" + hidden)).isEmpty();
    assertThat(ids("q=" + provider + " " + word())).isEmpty();
    assertThat(ids("client=" + client + "&q=crm")).containsExactly(id(event));
    Facts.as("agency-b-auditor")
        .get("/v1/audit/events?q=" + provider)
        .then()
        .statusCode(200)
        .body("items.size()", equalTo(0));
  }

  @Test
  void whatHappenedLongAgoAndComesLateIsFoundByItsTimeAndByTheCursor() {
    String client = Facts.client();
    ObjectNode before = Facts.call(client, Map.of());
    Facts.send(List.of(before));
    awaitListed("client=" + client, 1);
    int cursor =
        auditor().get("/v1/audit/events?client=" + client).jsonPath().getInt("items[0].leafIndex");
    ObjectNode late = Facts.call(client, Map.of());
    late.put("time", "2021-05-05T10:00:00.000Z");
    Facts.send(List.of(late));
    awaitListed("client=" + client, 2);
    String day = "from=2021-05-05T00:00:00Z&to=2021-05-06T00:00:00Z";
    assertThat(ids(day + "&client=" + client)).containsExactly(id(late));
    assertThat(ids(day + "&order=desc&client=" + client)).containsExactly(id(late));
    assertThat(ids("to=2022-01-01T00:00:00Z&client=" + client)).containsExactly(id(late));
    assertThat(ids("from=2022-01-01T00:00:00Z&client=" + client)).containsExactly(id(before));
    assertThat(ids("to=2020-01-01T00:00:00Z&client=" + client)).isEmpty();
    assertThat(ids("from=2120-01-01T00:00:00Z&client=" + client)).isEmpty();
    assertThat(ids("client=" + client + "&after=" + cursor)).containsExactly(id(late));
  }

  @Test
  void pagesOfASearchGoBothWays() {
    String client = Facts.client();
    Facts.send(List.of(Facts.call(client, Map.of()), Facts.call(client, Map.of())));
    awaitListed("client=" + client, 2);
    // Reading is in the ledger, too, with its filters.
    String search = "type=call.decided&limit=1&q=" + client;
    List<String> first = ids(search);
    List<String> last = ids(search + "&order=desc");
    assertThat(first).hasSize(1);
    assertThat(last).hasSize(1).isNotEqualTo(first);
    String next = auditor().get("/v1/audit/events?" + search).jsonPath().getString("next");
    assertThat(ids(search + "&after=" + next)).isEqualTo(last);
  }

  @Test
  void aSearchForWhatIsNoWordIsRefused() {
    for (String text : List.of("--", "x".repeat(201))) {
      auditor()
          .get("/v1/audit/events?q=" + text)
          .then()
          .statusCode(400)
          .body("code", equalTo("invalid_field"))
          .body("field", equalTo("q"));
    }
  }
}
