package io.delega.tokenvault.enforcement;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.delega.contracts.EnforcementState;
import io.delega.contracts.EventJson;
import io.delega.contracts.Limits;
import io.delega.policy.ConnectionPolicy;
import io.delega.policy.MatchResult;
import io.delega.policy.ProxyRequest;
import io.delega.tokenvault.enforcement.EnforcementReplica.Change;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class EnforcementReplicaTest {
  private final EnforcementReplica replica = new EnforcementReplica();

  private static byte[] connection(long version, String state, String provider) {
    return connection(version, state, "active", provider);
  }

  private static byte[] connection(long version, String state, String grantState, String provider) {
    return EventJson.writeBytes(
        new EnforcementState.Connection(
            "con_1",
            "agency-a",
            "cli_1",
            provider,
            version,
            state,
            List.of(grant("revoked"), grant(grantState)),
            List.of()));
  }

  private static EnforcementState.Grant grant(String state) {
    return new EnforcementState.Grant(
        "gra_" + state,
        state,
        new EnforcementState.AssistantRef("ast_1", "https://issuer", "subject", "active"),
        List.of(),
        Limits.NONE,
        "none",
        null);
  }

  private static byte[] provider(long version, String path) {
    return EventJson.writeBytes(
        new EnforcementState.Provider(
            "agency-a",
            "own",
            version,
            EventJson.mapper()
                .valueToTree(
                    Map.of(
                        "id",
                        "own",
                        "name",
                        "Own",
                        "auth",
                        Map.of("mode", "api-key", "apiKey", Map.of("header", "X-Key")),
                        "api",
                        Map.of("baseUrl", "https://api.example"),
                        "operations",
                        List.of(
                            Map.of(
                                "name", "x.read", "method", "GET", "path", path, "access",
                                "read"))))));
  }

  private long version() {
    return replica.find("con_1").orElseThrow().state().version();
  }

  @Test
  void aLowerVersionIsIgnored() {
    assertThat(replica.apply("con_1", connection(2, "active", "sandbox")).key()).isEqualTo("con_1");
    assertThat(replica.apply("con_1", connection(1, "active", "sandbox"))).isEqualTo(Change.NONE);
    assertThat(replica.apply("con_1", connection(2, "active", "sandbox"))).isEqualTo(Change.NONE);
    assertThat(version()).isEqualTo(2);
  }

  @Test
  void isCompiledOncePerVersion() {
    replica.apply("con_1", connection(1, "active", "sandbox"));
    ConnectionPolicy first = replica.find("con_1").orElseThrow();
    assertThat(replica.find("con_1").orElseThrow()).isSameAs(first);
    replica.apply("con_1", connection(2, "active", "sandbox"));
    assertThat(replica.find("con_1").orElseThrow()).isNotSameAs(first);
  }

  @Test
  void knowsAllConnectionsAndKeepsThoseCompiledThatWereAskedForLast() {
    int all = EnforcementReplica.MOST_COMPILED + 50;
    for (int i = 0; i < all; i++) {
      String id = "con_" + i;
      replica.apply(id, EventJson.writeBytes(state(id)));
    }
    ConnectionPolicy first = replica.find("con_0").orElseThrow();
    for (int i = 1; i < all; i++) {
      assertThat(replica.find("con_" + i)).isPresent();
    }
    assertThat(replica.compiledCount()).isEqualTo(EnforcementReplica.MOST_COMPILED);
    ConnectionPolicy again = replica.find("con_0").orElseThrow();
    assertThat(again).isNotSameAs(first);
    assertThat(again.state()).isEqualTo(first.state());
    assertThat(replica.find("con_0").orElseThrow()).isSameAs(again);
    assertThat(replica.compiledCount()).isEqualTo(EnforcementReplica.MOST_COMPILED);
  }

  private static EnforcementState.Connection state(String id) {
    return new EnforcementState.Connection(
        id, "agency-a", "cli_1", "sandbox", 1, "active", List.of(), List.of());
  }

  @Test
  void nothingAndNonsenseTakeAway() {
    replica.apply("con_1", connection(1, "active", "sandbox"));
    assertThat(replica.apply("con_1", null).closes()).isTrue();
    assertThat(replica.find("con_1")).isEmpty();
    replica.apply("con_1", connection(2, "active", "sandbox"));
    assertThat(replica.apply("con_1", "{".getBytes(UTF_8)).closes()).isTrue();
    assertThat(replica.find("con_1")).isEmpty();
    replica.apply("con_1", connection(3, "active", "sandbox"));
    assertThat(replica.apply("con_1", provider(4, "/x")).closes()).isTrue();
    assertThat(replica.find("con_1")).isEmpty();
  }

  @Test
  void whatAdmitsNobodyCloses() {
    assertThat(replica.apply("con_1", connection(1, "active", "sandbox")).closes()).isFalse();
    assertThat(replica.apply("con_1", connection(2, "active", "revoked", "sandbox")).closes())
        .isTrue();
    assertThat(replica.apply("con_1", connection(3, "active", "sandbox")).closes()).isFalse();
    assertThat(replica.apply("con_1", connection(4, "revoked", "sandbox")).closes()).isTrue();
  }

  @Test
  void anAgencysProviderMatchesAsItIsDefinedNow() {
    replica.apply("con_1", connection(1, "active", "own"));
    assertThat(match("/x")).isInstanceOf(MatchResult.NoOperation.class);
    Change change = replica.apply("provider/agency-a/own", provider(1, "/x"));
    assertThat(change.concerns("con_1", replica)).isTrue();
    assertThat(match("/x")).isInstanceOf(MatchResult.Matched.class);
    replica.apply("provider/agency-a/own", provider(2, "/y"));
    assertThat(match("/x")).isInstanceOf(MatchResult.NoOperation.class);
    assertThat(replica.apply("provider/agency-a/own", provider(1, "/x"))).isEqualTo(Change.NONE);
  }

  @Test
  void aChangeCutsTheCallsItHits() {
    replica.apply("con_1", connection(1, "active", "sandbox"));
    CallsInFlight calls = new CallsInFlight();
    Call hit = new Call("con_1");
    Call other = new Call("con_2");
    calls.add(hit);
    calls.add(other);
    Change change = replica.apply("con_1", connection(2, "revoked", "sandbox"));
    CompletableFuture<Void> done = calls.judgeAgain(replica, change);
    assertThat(done).isNotDone();
    assertThat(hit.why.code()).isEqualTo("revoked");
    assertThat(other.why).isNull();
    hit.over.complete(null);
    assertThat(done).isDone();
  }

  private static final class Call implements CallInFlight {
    final String connection;
    final CompletableFuture<Void> over = new CompletableFuture<>();
    Cut why;

    Call(String connection) {
      this.connection = connection;
    }

    @Override
    public String connection() {
      return connection;
    }

    @Override
    public Optional<Cut> refusal(ConnectionPolicy now) {
      return "active".equals(now.state().state())
          ? Optional.empty()
          : Optional.of(new Cut(403, "revoked", "revoked"));
    }

    @Override
    public CompletionStage<Void> cut(Cut reason) {
      why = reason;
      return over;
    }
  }

  private MatchResult match(String path) {
    return replica.find("con_1").orElseThrow().match(ProxyRequest.of("GET", path, null));
  }
}
