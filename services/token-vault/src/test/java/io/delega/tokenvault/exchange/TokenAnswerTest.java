package io.delega.tokenvault.exchange;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.delega.tokenvault.credential.Tokens;
import io.delega.tokenvault.outbound.ProviderAnswer;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class TokenAnswerTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private static TokenResult read(int status, String body) {
    return TokenAnswer.read(
        new ProviderAnswer(status, body.getBytes(UTF_8), Optional.of("7")), NOW);
  }

  private static Tokens granted(String body) {
    return ((TokenResult.Granted) read(200, body)).tokens();
  }

  @Test
  void readsAWholeAnswer() {
    String claims =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString("{\"email\":\"a@b.example\",\"sub\":\"1\"}".getBytes(UTF_8));
    Tokens tokens =
        granted(
            "{\"access_token\":\"canary-a\",\"token_type\":\"Bearer\",\"expires_in\":\"60\","
                + "\"refresh_token\":\"canary-r\",\"refresh_expires_in\":1800,\"scope\":\"a b\","
                + "\"id_token\":\"eyJhbGciOiJub25lIn0."
                + claims
                + ".\"}");
    assertThat(tokens.access().reveal()).isEqualTo("canary-a");
    assertThat(tokens.refresh().orElseThrow().reveal()).isEqualTo("canary-r");
    assertThat(tokens.accessExpiresAt()).contains(NOW.plusSeconds(60));
    assertThat(tokens.refreshExpiresAt()).contains(NOW.plusSeconds(1800));
    assertThat(tokens.scopes()).contains(List.of("a", "b"));
    assertThat(tokens.account()).contains("a@b.example");
    assertThat(tokens.toString()).doesNotContain("canary");
  }

  @Test
  void toleratesWhatProvidersLeaveOut() {
    Tokens tokens = granted("{\"access_token\":\"canary-a\"}");
    assertThat(tokens.refresh()).isEmpty();
    assertThat(tokens.accessExpiresAt()).isEmpty();
    assertThat(tokens.scopes()).isEmpty();
    assertThat(tokens.account()).isEmpty();
  }

  @Test
  void tellsRefusalsFromFailures() {
    assertThat(read(400, "{\"error\":\"invalid_grant\",\"error_description\":\"canary\"}"))
        .isEqualTo(new TokenResult.Refused("invalid_grant"));
    assertThat(read(200, "{\"error\":\"bad_verification_code\"}"))
        .isEqualTo(new TokenResult.Refused("bad_verification_code"));
    assertThat(read(401, "no json canary")).isEqualTo(new TokenResult.Refused("http_401"));
    assertThat(read(400, "{\"error\":\"canary <script>\"}"))
        .isEqualTo(new TokenResult.Refused("http_400"));
    assertThat(read(429, ""))
        .isEqualTo(new TokenResult.Busy("http_429", Optional.of(Duration.ofSeconds(7))));
    assertThat(read(504, "")).isEqualTo(new TokenResult.Unknown("http_504"));
    assertThat(read(200, "<html>")).isEqualTo(new TokenResult.Unknown("unreadable_answer"));
    assertThat(read(200, "{\"access_token\":\"a\",\"token_type\":\"mac\"}"))
        .isEqualTo(new TokenResult.Unknown("unreadable_answer"));
    assertThat(read(200, "{\"access_token\":\"a\\nb\"}"))
        .isEqualTo(new TokenResult.Unknown("unreadable_answer"));
  }

  @Property
  void survivesAnything(@ForAll @IntRange(min = 200, max = 599) int status, @ForAll String body) {
    assertThat(read(status, body)).isNotInstanceOf(TokenResult.Granted.class);
  }
}
