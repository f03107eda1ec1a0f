package io.delega.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KafkaAccessTest {
  private static final Map<String, Object> OWN = Map.of("bootstrap.servers", "kafka:9093");

  @AfterEach
  void forget() {
    System.getProperties().keySet().removeIf(name -> name.toString().startsWith("kafka."));
  }

  @Test
  void addsNothingWhereNothingIsSet() {
    assertThat(KafkaAccess.with(OWN)).isEqualTo(OWN);
  }

  @Test
  void addsWhatTheConnectorIsGiven() {
    System.setProperty("kafka.security.protocol", "SSL");
    System.setProperty("kafka.ssl.keystore.location", "/kafka/user.p12");
    assertThat(KafkaAccess.with(OWN))
        .containsEntry("bootstrap.servers", "kafka:9093")
        .containsEntry("security.protocol", "SSL")
        .containsEntry("ssl.keystore.location", "/kafka/user.p12")
        .hasSize(3);
  }

  @Test
  void theClientsOwnSettingWins() {
    System.setProperty("kafka.sasl.mechanism", "PLAIN");
    Properties own = new Properties();
    own.put("sasl.mechanism", "SCRAM-SHA-512");
    assertThat(KafkaAccess.with(own)).containsEntry("sasl.mechanism", "SCRAM-SHA-512");
  }

  @Test
  void theNameOfTheBrokerIsChecked() {
    System.setProperty("kafka.ssl.endpoint.identification.algorithm", "");
    assertThat(KafkaAccess.with(OWN)).isEqualTo(OWN);
    assertThat(ProducerConfig.configDef().defaultValues())
        .containsEntry("ssl.endpoint.identification.algorithm", "https");
  }
}
