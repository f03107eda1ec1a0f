package io.delega.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AuditConfigTest {
  @Test
  void pinsEveryDefault() {
    AuditConfig config =
        new SmallRyeConfigBuilder()
            .addDefaultInterceptors()
            .withMapping(AuditConfig.class)
            .withConverter(Duration.class, 500, new DurationConverter())
            .withDefaultValues(
                Map.of(
                    "delega.kafka", "localhost:1",
                    "delega.public-url", "http://localhost:8080",
                    "delega.keys.keyset-file", "/keys/audit.json"))
            .build()
            .getConfigMapping(AuditConfig.class);
    assertThat(config.kafka()).isEqualTo("localhost:1");
    assertThat(config.publicUrl()).isEqualTo("http://localhost:8080");
    assertThat(config.origin()).isEmpty();
    assertThat(config.checkpointKeyFile()).isEqualTo(Path.of("/keys/audit.json.checkpoint"));
    assertThat(config.anchorFile()).isEqualTo(Path.of("/keys/audit.json.checkpoint.last"));
    assertThat(config.checkpointInterval()).isEqualTo(Duration.ofMillis(300));
    assertThat(config.witnesses()).isEmpty();
    assertThat(config.headInterval()).isEqualTo(Duration.ofMinutes(1));
    assertThat(config.batchSize()).isEqualTo(1000);
    assertThat(config.timestamps().url()).isEmpty();
    assertThat(config.timestamps().trusted()).isEmpty();
    assertThat(config.timestamps().every()).isEqualTo(Duration.ofHours(24));
    assertThat(config.readsCoalesced()).isEqualTo(Duration.ofMinutes(1));
    assertThat(config.streamHeartbeat()).isEqualTo(Duration.ofSeconds(15));
    assertThat(config.upkeepInterval()).isEqualTo(Duration.ofMinutes(1));
    assertThat(config.exportsAtOnce()).isEqualTo(4);
    assertThat(config.archive().folder()).isEmpty();
    assertThat(config.archive().after()).isEqualTo(Duration.ofDays(90));
    assertThat(config.archive().s3().endpoint()).isEmpty();
    assertThat(config.archive().s3().bucket()).isEmpty();
    assertThat(config.archive().s3().region()).isEqualTo("us-east-1");
    assertThat(config.archive().s3().accessKey()).isEmpty();
    assertThat(config.archive().s3().secretKeyFile()).isEmpty();
  }
}
