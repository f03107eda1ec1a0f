package io.delega.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SecretTest {
  @Test
  void isNotSeen() throws Exception {
    Secret secret = Secret.of("canary-token-1");
    assertThat(secret.toString()).isEqualTo("[redacted]");
    assertThat("x " + Map.of("a", secret)).doesNotContain("canary");
    assertThat(new ObjectMapper().writeValueAsString(Map.of("a", secret)))
        .isEqualTo("{\"a\":\"[redacted]\"}");
    assertThat(secret.reveal()).isEqualTo("canary-token-1");
  }

  @Test
  void comparesByContent() {
    assertThat(Secret.of("a"))
        .isEqualTo(Secret.of("a"))
        .isNotEqualTo(Secret.of("b"))
        .isNotEqualTo(Secret.of("ab"));
  }

  @Test
  void cannotBeReadAfterDestruction() {
    Secret secret = Secret.of("a");
    secret.destroy();
    assertThatThrownBy(secret::reveal).isInstanceOf(Secret.DestroyedException.class);
  }
}
