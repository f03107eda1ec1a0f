package io.delega.connect.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.delega.connect.connection.ConnectionState.News;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ConnectionStateTest {
  @ParameterizedTest
  @CsvSource({
    "PENDING, GRANTS_ENFORCED, ACTIVE",
    "PENDING, CREDENTIAL_ACTIVE, PENDING",
    "PENDING, CREDENTIAL_BROKEN, BROKEN",
    "ACTIVE, CREDENTIAL_DEGRADED, DEGRADED",
    "ACTIVE, GRANTS_ENFORCED, ACTIVE",
    "DEGRADED, CREDENTIAL_ACTIVE, ACTIVE",
    "DEGRADED, CREDENTIAL_BROKEN, BROKEN",
    "BROKEN, CONNECTED_AGAIN, ACTIVE",
    "BROKEN, GRANTS_ENFORCED, BROKEN",
  })
  void followsTheNews(ConnectionState from, News news, ConnectionState to) {
    assertThat(from.after(news)).isEqualTo(to);
  }

  @ParameterizedTest
  @EnumSource(News.class)
  void nothingBringsARevokedConnectionBack(News news) {
    assertThat(ConnectionState.REVOKED.after(news)).isEqualTo(ConnectionState.REVOKED);
    assertThat(ConnectionState.SUSPENDED.after(news)).isEqualTo(ConnectionState.SUSPENDED);
  }

  @Test
  void knowsTheWordsOfTheVault() {
    assertThat(News.ofCredential("degraded")).contains(News.CREDENTIAL_DEGRADED);
    assertThat(News.ofCredential("something new")).isEmpty();
  }
}
