package io.delega.local.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.http.HttpMethod;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoutesTest {
  @ParameterizedTest
  @CsvSource({
    "GET, /v1/providers, connect",
    "GET, /v1/integrations/int_1, connect",
    "PUT, /v1/integrations/int_1/secret, token-vault",
    "GET, /v1/integrations/int_1/secret, connect",
    "GET, /connect/abc, connect",
    "POST, /connect/credentials, token-vault",
    "GET, /oauth/callback/int_1, connect",
    "POST, /v1/client-sessions, connect",
    "GET, /v1/proxy/con_1/mail/support%40example.test/messages, token-vault",
    "GET, /v1/proxy/con_1/a%2Fb, token-vault",
    "GET, /v1/proxy/con_1/a/../b, token-vault",
    "GET, /v1/grants, access-policy",
    "GET, /v1/audit/checkpoint, audit",
    "GET, /v1/alerts, monitoring",
    "GET, /console, console",
    "GET, /me, console",
    "GET, /, console",
  })
  void routesByTheLongestPrefix(String method, String path, String service) {
    assertThat(Routes.of(HttpMethod.valueOf(method), path)).isEqualTo(new Routes.To(service));
  }

  @ParameterizedTest
  @CsvSource({
    "/internal/authorizations, 404",
    "/q/health, 404",
    "/%71/health, 404",
    "/x/../internal/connections, 404",
    "/v1/connections/../../q/metrics, 404",
    "/v1/unknown, 404",
    "/v1/proxy/../../internal/x, 400",
    "/v1/proxy/con_1/../../../q/health, 400",
    "/v1/connections/../proxy/con_1/x, 400",
    "/console/%zz, 400",
    "/v1/proxy/con_1/%zz, 400",
    "/v1/proxy/con_1/a\\b, 400",
  })
  void refuses(String path, int status) {
    assertThat(Routes.of(HttpMethod.GET, path))
        .isInstanceOfSatisfying(
            Routes.Refused.class, refused -> assertThat(refused.status()).isEqualTo(status));
  }

  @Test
  void knowsWhatBringsASecretHoweverItIsWritten() {
    assertThat(Routes.bringsASecret(HttpMethod.PUT, "/v1/integrations/int_1/secret")).isTrue();
    assertThat(Routes.bringsASecret(HttpMethod.PUT, "/v1/integrations/int_1/%73ecret")).isTrue();
    assertThat(Routes.bringsASecret(HttpMethod.POST, "/connect/./credentials")).isTrue();
    assertThat(Routes.bringsASecret(HttpMethod.GET, "/connect/credentials")).isFalse();
    assertThat(Routes.bringsASecret(HttpMethod.PUT, "/v1/integrations/int_1")).isFalse();
  }
}
