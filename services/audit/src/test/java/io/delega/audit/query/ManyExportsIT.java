package io.delega.audit.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import io.delega.audit.AuditConfig;
import io.delega.audit.AuditKeys;
import io.delega.audit.Facts;
import io.delega.testkit.DelegaResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.Socket;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Readers that do not read hold as many exports as an agency may have, and no more. */
@QuarkusTest
@QuarkusTestResource(DelegaResource.class)
@QuarkusTestResource(AuditKeys.class)
class ManyExportsIT {
  /** More than what sockets hold. */
  private static final int EVENTS = 900;

  private static final String LONG = "x".repeat(20_000);

  @TestHTTPResource("/v1/audit/export")
  URL url;

  @Inject AuditConfig config;

  @Test
  void oneMoreIsRefusedUntilOneHasEnded() throws IOException {
    String client = Facts.client();
    Facts.send(
        IntStream.range(0, EVENTS).mapToObj(i -> Facts.created("agency-a", client, LONG)).toList());
    Facts.awaitListed("client=" + client, EVENTS);
    List<Socket> readers = new ArrayList<>();
    try {
      for (int i = 0; i < config.exportsAtOnce(); i++) {
        readers.add(begin());
      }
      await()
          .atMost(Facts.PATIENCE)
          .untilAsserted(
              () ->
                  Facts.auditor()
                      .get("/v1/audit/export?callId=none")
                      .then()
                      .statusCode(429)
                      .header("Retry-After", notNullValue())
                      .body("code", equalTo("too_many_exports")));
      Facts.as("agency-b-auditor").get("/v1/audit/export?callId=none").then().statusCode(200);
    } finally {
      for (Socket reader : readers) {
        reader.close();
      }
    }
    await()
        .atMost(Facts.PATIENCE)
        .untilAsserted(
            () ->
                assertThat(Facts.auditor().get("/v1/audit/export?callId=none").statusCode())
                    .isEqualTo(200));
  }

  /** Asks, and then reads nothing. */
  private Socket begin() throws IOException {
    Socket socket = new Socket(url.getHost(), url.getPort());
    socket.setReceiveBufferSize(4_096);
    String request =
        "GET /v1/audit/export?format=ndjson HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
            + DelegaResource.issuer().token("agency-a-auditor")
            + "\r\n\r\n";
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    return socket;
  }
}
