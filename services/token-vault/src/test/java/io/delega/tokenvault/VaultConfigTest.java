package io.delega.tokenvault;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class VaultConfigTest {
  @Test
  void pinsTheDefaults() {
    VaultConfig config =
        new SmallRyeConfigBuilder()
            .withMapping(VaultConfig.class)
            .withConverter(Duration.class, 100, new DurationConverter())
            .build()
            .getConfigMapping(VaultConfig.class);
    assertThat(config.publicUrl()).isEqualTo("http://localhost:8080");
    assertThat(config.allowedAddresses()).isEmpty();
    assertThat(config.trustedCertificates()).isEmpty();
    assertThat(config.attemptLifetime()).isEqualTo(Duration.ofMinutes(15));
    assertThat(config.warmConnections()).isEqualTo(10_000);
    assertThat(config.inspection().every()).isEqualTo(Duration.ofMinutes(10));
    assertThat(config.rewrap().every()).isEqualTo(Duration.ofMinutes(1));
    assertThat(config.rewrap().settle()).isEqualTo(Duration.ofMinutes(15));
    assertThat(config.revocation().every()).isEqualTo(Duration.ofSeconds(15));
    assertThat(config.revocation().first()).isEqualTo(Duration.ofSeconds(5));
    assertThat(config.revocation().giveUp()).isEqualTo(Duration.ofHours(24));
    assertThat(config.provider().timeout()).isEqualTo(Duration.ofSeconds(20));
    assertThat(config.provider().maxAnswer()).isEqualTo(262_144);
    assertThat(config.refresh().ahead()).isEqualTo(Duration.ofMinutes(5));
    assertThat(config.refresh().claim()).isEqualTo(Duration.ofSeconds(10));
    assertThat(config.refresh().poll()).isEqualTo(Duration.ofMillis(100));
    assertThat(config.refresh().upkeep()).isEqualTo(Duration.ofSeconds(30));
    assertThat(config.refresh().patience()).isEqualTo(Duration.ofSeconds(30));
    assertThat(config.refresh().insist()).isEqualTo(Duration.ofMinutes(2));
    assertThat(config.refresh().perProvider()).isEqualTo(10);
    assertThat(config.refresh().pause()).isEqualTo(Duration.ofSeconds(1));
    assertThat(config.refresh().longestPause()).isEqualTo(Duration.ofMinutes(5));
  }
}
