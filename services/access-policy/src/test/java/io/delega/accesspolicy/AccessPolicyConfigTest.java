package io.delega.accesspolicy;

import static org.assertj.core.api.Assertions.assertThat;

import io.delega.contracts.Topic;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.Map;
import org.eclipse.microprofile.config.spi.Converter;
import org.junit.jupiter.api.Test;

class AccessPolicyConfigTest {
  @Test
  void pinsEveryDefault() {
    AccessPolicyConfig config =
        new SmallRyeConfigBuilder()
            .withMapping(AccessPolicyConfig.class)
            .withConverter(
                Duration.class,
                500,
                (Converter<Duration>)
                    io.quarkus.runtime.configuration.DurationConverter::parseDuration)
            .withSources(
                new PropertiesConfigSource(
                    Map.of(
                        "delega.access-policy.issuer", "https://issuer.example",
                        "delega.access-policy.kafka", "localhost:1"),
                    "test",
                    100))
            .build()
            .getConfigMapping(AccessPolicyConfig.class);
    assertThat(config.enforcementTimeout()).isEqualTo(Duration.ofSeconds(12));
    assertThat(config.keepEnded()).isEqualTo(Duration.ofDays(30));
    assertThat(config.keepTaken()).isEqualTo(Duration.ofDays(30));
    assertThat(config.keepCalls()).isEqualTo(Topic.ACCESS_EVENTS.retention());
    assertThat(config.callPatience()).isEqualTo(Duration.ofSeconds(5));
    assertThat(config.sweep()).isEqualTo(Duration.ofSeconds(2));
    assertThat(config.requestLifetime()).isEqualTo(Duration.ofDays(14));
    assertThat(config.requestLifetimeMax()).isEqualTo(Duration.ofDays(90));
  }
}
