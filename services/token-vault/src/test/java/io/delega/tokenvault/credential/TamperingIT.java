package io.delega.tokenvault.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.equalTo;

import io.delega.contracts.VaultEvent.CredentialStateChanged;
import io.delega.contracts.VaultEvent.CredentialTampered;
import io.delega.testkit.DelegaResource;
import io.delega.tokenvault.FakeProvider;
import io.delega.tokenvault.Stored;
import io.delega.tokenvault.Vault;
import io.delega.tokenvault.VaultResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(DelegaResource.class)
@QuarkusTestResource(VaultResource.class)
class TamperingIT {
  @Inject Credentials credentials;
  @Inject Inspection inspection;

  private FakeProvider provider;
  private Vault vault;
  private String connection;
  private Stored stored;

  @BeforeEach
  void connect() throws IOException {
    provider = FakeProvider.start();
    vault = new Vault(provider).withSecret();
    connection = vault.connect();
    stored = new Stored(connection);
  }

  @AfterEach
  void stop() throws SQLException {
    stored.run("drop table if exists kept");
    // What does not open would be in the way of other tests that wrap everything anew.
    for (String table : List.of("credential_anchor", "credential")) {
      stored.run("delete from " + table);
    }
    provider.close();
  }

  /** The row as it is now is put back by {@link #putBack}. */
  private void keep() throws SQLException {
    stored.run("drop table if exists kept");
    stored.run(
        "create table kept as select * from credential where connection = '" + connection + "'");
  }

  private void putBack() throws SQLException {
    stored.run("delete from credential where connection = '" + connection + "'");
    stored.run("insert into credential select * from kept");
    credentials.forget(connection);
  }

  private void refresh() {
    Injection used = credentials.take(connection).await().indefinitely();
    credentials.takeAfterRejection(connection, used).await().indefinitely();
  }

  private void assertBroken() {
    assertThatThrownBy(() -> credentials.take(connection).await().indefinitely())
        .isInstanceOfSatisfying(
            CredentialUnavailableException.class,
            e -> assertThat(e.code()).isEqualTo("connection_broken"));
  }

  private void assertToldOnce(String finding) throws SQLException {
    assertThat(tampered()).containsExactly(new CredentialTampered(connection, "cli_1", finding));
  }

  private List<CredentialTampered> tampered() throws SQLException {
    return stored.events().stream()
        .filter(CredentialTampered.class::isInstance)
        .map(CredentialTampered.class::cast)
        .toList();
  }

  @Test
  void anOlderRowPutBackIsToldOnceHoweverManyCallsFindIt() throws Exception {
    keep();
    refresh();
    putBack();
    Uni.join()
        .all(
            IntStream.range(0, 20)
                .mapToObj(i -> credentials.take(connection).onFailure().recoverWithNull())
                .toList())
        .andFailFast()
        .await()
        .indefinitely();
    assertBroken();
    assertToldOnce("older");
    assertThat(stored.column("state || '/' || reason")).isEqualTo("broken/credential_tampered");
    assertThat(stored.events())
        .endsWith(new CredentialStateChanged(connection, "cli_1", "broken", "credential_tampered"));
    assertThat(sequences()).isSorted().doesNotHaveDuplicates();

    putBack();
    assertBroken();
    assertThat(tampered()).as("put back once more, told once more").hasSize(2);
  }

  private List<Long> sequences() throws SQLException {
    String all =
        stored.text(
            "select string_agg((convert_from(record_value, 'UTF8')::json)->>'sequence', ','"
                + " order by id) from outbox where record_key = '"
                + connection
                + "'");
    return java.util.Arrays.stream(all.split(",")).map(Long::valueOf).toList();
  }

  @Test
  void aChangedTokenIsTold() throws Exception {
    stored.change("access_token = access_token || '\\x00'::bytea");
    credentials.forget(connection);
    assertBroken();
    assertToldOnce("changed");
  }

  @Test
  void aRowWithoutItsAnchorIsTold() throws Exception {
    stored.run("delete from credential_anchor where connection = '" + connection + "'");
    credentials.forget(connection);
    assertBroken();
    assertBroken();
    assertToldOnce("unanchored");
  }

  @Test
  void aRowSwappedWithItsAnchorDoesNotOpenAndIsToldButMayComeBack() throws Exception {
    String other = vault.connect();
    keep();
    for (String table : List.of("credential", "credential_anchor")) {
      String columns =
          table.equals("credential") ? "wrapped_key access_token refresh_token" : "digest";
      for (String column : columns.split(" ")) {
        stored.run(
            "update %1$s c set %2$s = o.%2$s from %1$s o where c.connection = '%3$s' and o.connection = '%4$s'"
                .formatted(table, column, connection, other));
      }
    }
    credentials.forget(connection);
    assertBroken();
    assertBroken();
    assertToldOnce("unreadable");
    assertThat(stored.column("state")).isEqualTo("active");
  }

  @Test
  void aDefinitionThatLeadsElsewhereDoesNotOpen() throws Exception {
    stored.change("definition = replace(definition, '/api', '/evil')");
    credentials.forget(connection);
    assertBroken();
    assertToldOnce("unreadable");
  }

  @Test
  void whatNobodyUsesIsFoundByTheInspection() throws Exception {
    String unused = vault.connect();
    Stored row = new Stored(unused);
    row.change("refresh_token = null");
    stored.run("delete from credential where connection = '" + connection + "'");
    inspection.round().await().indefinitely();
    inspection.round().await().indefinitely();
    assertToldOnce("missing");
    assertThat(row.events())
        .filteredOn(CredentialTampered.class::isInstance)
        .containsExactly(new CredentialTampered(unused, "cli_1", "changed"));
    assertThat(row.column("state")).isEqualTo("broken");
  }

  @Test
  void theInspectionFindsNothingWhereNothingWasChanged() throws Exception {
    refresh();
    String shredded = vault.connect();
    Vault.destroy(shredded).statusCode(200);
    inspection.round().await().indefinitely();
    assertThat(tampered()).isEmpty();
    assertThat(new Stored(shredded).events()).noneMatch(CredentialTampered.class::isInstance);
  }

  @Test
  void connectingAgainMendsIt() throws Exception {
    keep();
    refresh();
    putBack();
    assertBroken();
    vault.connect(connection);
    Injection fresh = credentials.take(connection).await().indefinitely();
    assertThat(fresh.generation()).isEqualTo(2);
    assertThat(fresh.version()).isEqualTo(3);
    assertThat(stored.column("state")).isEqualTo("active");
    inspection.round().await().indefinitely();
    assertToldOnce("older");
  }

  @Test
  void whatWasTamperedWithIsDestroyedAllTheSame() throws Exception {
    keep();
    refresh();
    putBack();
    assertBroken();
    Vault.destroy(connection).statusCode(200).body("shredded.generations", equalTo(1));
    assertThat(stored.column("wrapped_key")).isNull();
    assertThat(stored.column("state")).isEqualTo("shredded");
  }
}
