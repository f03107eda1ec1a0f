package io.delega.tokenvault.credential;

import static org.assertj.core.api.Assertions.assertThat;

import io.delega.tokenvault.VaultConfig;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class WarmCredentialsTest {
  private final WarmCredentials warm =
      new WarmCredentials(
          new SmallRyeConfigBuilder()
              .withMapping(VaultConfig.class)
              .withConverter(Duration.class, 100, new DurationConverter())
              .withDefaultValue("delega.vault.warm-connections", "2")
              .build()
              .getConfigMapping(VaultConfig.class));

  private static CredentialRow row(String connection) {
    CredentialRow row = new CredentialRow();
    row.connection = connection;
    row.wrappedKey = "local/1/wrapped";
    row.definition =
        "{\"auth\":{\"mode\":\"oauth2\"},\"api\":{\"baseUrl\":\"https://api.example\"}}";
    return row;
  }

  @Test
  void neverGrowsBeyondItsBoundAndDropsWhatWasUsedLongestAgo() {
    warm.put(row("con_1"), warm.mark());
    warm.put(row("con_2"), warm.mark());
    assertThat(warm.get("con_1")).isPresent();
    warm.put(row("con_3"), warm.mark());
    assertThat(warm.get("con_1")).isPresent();
    assertThat(warm.get("con_2")).isEmpty();
    assertThat(warm.get("con_3")).isPresent();
  }

  @Test
  void keepsNothingThatWasForgottenWhileItWasRead() {
    long mark = warm.mark();
    warm.forget("con_1");
    warm.put(row("con_1"), mark);
    assertThat(warm.get("con_1")).isEmpty();
  }
}
