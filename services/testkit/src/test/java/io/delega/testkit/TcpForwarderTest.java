package io.delega.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TcpForwarderTest {
  private ServerSocket server;
  private TcpForwarder forwarder;

  @BeforeEach
  void start() throws IOException {
    server = new ServerSocket(0, 10, InetAddress.getByName("localhost"));
    forwarder = TcpForwarder.start(0, server.getLocalPort());
  }

  @AfterEach
  void stop() throws IOException {
    forwarder.close();
    server.close();
  }

  @Test
  void holdsOneClientAndLetsTheOtherPass() throws IOException {
    forwarder.hold("slow"::equals);
    try (Socket slow = new Socket("localhost", forwarder.port());
        Socket atSlow = server.accept();
        Socket quick = new Socket("localhost", forwarder.port());
        Socket atQuick = server.accept()) {
      slow.getOutputStream().write(request("slow"));
      quick.getOutputStream().write(request("quick"));
      assertThat(atQuick.getInputStream().readNBytes(request("quick").length))
          .isEqualTo(request("quick"));
      await().until(() -> forwarder.held() == 1);
      assertThat(forwarder.clients()).containsExactly("quick", "slow");
      assertThat(atSlow.getInputStream().available()).isZero();
      forwarder.release();
      assertThat(atSlow.getInputStream().readNBytes(request("slow").length))
          .isEqualTo(request("slow"));
    }
  }

  @Test
  void deliversWhatWasHeldThoughItsSenderHasHungUp() throws IOException {
    forwarder.hold(client -> true);
    Socket gone = new Socket("localhost", forwarder.port());
    try (Socket at = server.accept()) {
      gone.getOutputStream().write(request("gone"));
      await().until(() -> forwarder.held() == 1);
      gone.close();
      forwarder.release();
      assertThat(at.getInputStream().readAllBytes()).isEqualTo(request("gone"));
    }
  }

  @Test
  void passesBothWaysAlsoWhenSlow() throws IOException {
    forwarder.delay(client -> true, 20);
    try (Socket near = new Socket("localhost", forwarder.port());
        Socket far = server.accept()) {
      near.getOutputStream().write(request("any"));
      assertThat(far.getInputStream().readNBytes(14)).hasSize(14);
      far.getOutputStream().write('a');
      assertThat(near.getInputStream().read()).isEqualTo('a');
    }
  }

  /** A Kafka request's header: length, key, version, correlation id, client id. */
  private static byte[] request(String client) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeInt(10 + client.length());
    out.writeShort(3);
    out.writeShort(12);
    out.writeInt(1);
    out.writeShort(client.length());
    out.write(client.getBytes(UTF_8));
    return bytes.toByteArray();
  }
}
