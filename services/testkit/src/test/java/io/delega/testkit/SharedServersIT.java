package io.delega.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jwt.SignedJWT;
import io.delega.contracts.Topic;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;

class SharedServersIT {
  @Test
  void givesAServiceAllItNeeds() throws Exception {
    DelegaResource resource = new DelegaResource();
    resource.init(Map.of("service", "connect"));
    Map<String, String> settings = resource.start();

    assertThat(settings).containsEntry("delega.client-id", "service-connect");
    String url = "jdbc:postgresql://" + settings.get("delega.database");
    String user = settings.get("delega.database-user");
    try (Connection connection =
            DriverManager.getConnection(url, user, settings.get("delega.database-password"));
        ResultSet answer = connection.createStatement().executeQuery("SHOW server_version")) {
      assertThat(answer.next()).isTrue();
      assertThat(answer.getString(1)).startsWith("18");
    }
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", settings.get("delega.kafka")))) {
      assertThat(admin.listTopics().names().get())
          .containsAll(Arrays.stream(Topic.values()).map(Topic::topicName).toList());
    }
    assertThat(new DelegaResource().start().get("delega.kafka"))
        .isEqualTo(settings.get("delega.kafka"));
  }

  @Test
  void tokensCarryTheClaimsOfTheirClient() throws Exception {
    DevIssuer issuer = DelegaResource.issuer();
    SignedJWT backend = SignedJWT.parse(issuer.token("agency-a-backend"));
    assertThat(backend.getJWTClaimsSet().getIssuer()).isEqualTo(issuer.issuer());
    assertThat(backend.getJWTClaimsSet().getSubject()).isEqualTo("agency-a-backend");
    assertThat(backend.getJWTClaimsSet().getAudience()).containsExactly("delega");
    assertThat(backend.getJWTClaimsSet().getStringClaim("agency")).isEqualTo("agency-a");
    assertThat(backend.getJWTClaimsSet().getStringListClaim("roles")).isEqualTo(List.of("backend"));

    SignedJWT service = SignedJWT.parse(issuer.token("service-audit"));
    assertThat(service.getJWTClaimsSet().getClaims()).doesNotContainKey("agency");

    SignedJWT own = SignedJWT.parse(issuer.jwt(Map.of("sub", "x", "agency", "agency-a")));
    assertThat(own.getHeader().getKeyID()).isEqualTo(backend.getHeader().getKeyID());
  }

  @Test
  void refusesWhomItDoesNotKnow() throws Exception {
    DevIssuer issuer = DelegaResource.issuer();
    assertThatThrownBy(() -> issuer.token("nobody")).hasMessageContaining("invalid_client");
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(issuer.tokenEndpoint()))
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(
                        HttpRequest.BodyPublishers.ofString(
                            "grant_type=client_credentials&client_id=agency-a-admin"
                                + "&client_secret=wrong"))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(answer.body()).contains("invalid_client");
  }
}
