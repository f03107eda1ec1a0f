package io.delega.tokenvault.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.delega.testkit.DelegaResource;
import io.delega.tokenvault.FakeProvider;
import io.delega.tokenvault.Vault;
import io.delega.tokenvault.VaultProcess;
import io.delega.tokenvault.VaultResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A gibibyte each way through a process whose heap is far smaller. */
@QuarkusTest
@QuarkusTestResource(DelegaResource.class)
@QuarkusTestResource(VaultResource.class)
class LargeBodiesIT {
  private static final long SIZE = 1L << 30;

  /** What the sockets of this machine may hold by themselves, several times over. */
  private static final long BUFFERED = 64L << 20;

  private final AtomicLong sent = new AtomicLong();
  private FakeProvider provider;
  private ScriptedUpstream upstream;
  private VaultProcess replica;
  private String connection;

  @BeforeEach
  void start() throws IOException {
    replica = VaultProcess.start(Map.of());
    provider = FakeProvider.start();
    Vault vault =
        new Vault(provider)
            .withSecret()
            .calling("http://127.0.0.1:" + System.getProperty("delega.test.sandbox-port"));
    connection = vault.connect();
    replica.ready();
    Enforced.allow(vault, connection);
    Enforced.awaitKnown(replica.url(), connection);
  }

  @AfterEach
  void stop() throws IOException {
    replica.close();
    provider.close();
    if (upstream != null) {
      upstream.close();
    }
  }

  /** A connection to the replica on which this request was sent, but for its body. */
  private Socket call(String method, String headers) throws IOException {
    Socket socket = new Socket(replica.url().getHost(), replica.url().getPort());
    socket
        .getOutputStream()
        .write(
            (method
                    + " /v1/proxy/"
                    + connection
                    + "/me HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                    + GrantedConnection.authorization()
                    + headers
                    + "\r\n")
                .getBytes(ISO_8859_1));
    return socket;
  }

  private static byte[] block() {
    byte[] block = new byte[1 << 16];
    new java.util.Random(7).nextBytes(block);
    return block;
  }

  /** Writes {@link #SIZE} bytes; answers their checksum. */
  private long write(OutputStream out) throws IOException {
    byte[] block = block();
    CRC32C sum = new CRC32C();
    for (long left = SIZE; left > 0; left -= block.length) {
      // No two blocks are the same.
      for (int i = 0; i < 8; i++) {
        block[i] = (byte) (left >>> (8 * i));
      }
      out.write(block);
      sum.update(block, 0, block.length);
      sent.addAndGet(block.length);
    }
    out.flush();
    return sum.getValue();
  }

  /** Reads {@link #SIZE} bytes; answers their checksum. */
  private static long read(InputStream in) throws IOException {
    byte[] block = new byte[1 << 16];
    CRC32C sum = new CRC32C();
    long left = SIZE;
    while (left > 0) {
      int count = in.read(block, 0, (int) Math.min(block.length, left));
      if (count < 0) {
        throw new IOException(left + " bytes are missing");
      }
      sum.update(block, 0, count);
      left -= count;
    }
    return sum.getValue();
  }

  private static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        return head.toString();
      }
      head.append((char) next);
    }
    return head.toString();
  }

  /** Nobody reads, so that at last nobody writes: less than what sockets hold has passed. */
  private void awaitBackpressure() {
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> sent.get() > 0 && sent.get() == unchangedFor(Duration.ofMillis(600)));
    assertThat(sent.get()).isLessThan(BUFFERED);
  }

  private long unchangedFor(Duration time) throws InterruptedException {
    long before = sent.get();
    TimeUnit.MILLISECONDS.sleep(time.toMillis());
    return before == sent.get() ? before : -1;
  }

  @Test
  void aGibibytePassesDownAndOnlyAsFastAsTheCallerReads() throws Exception {
    CompletableFuture<Long> written = new CompletableFuture<>();
    upstream =
        new ScriptedUpstream(
            "delega.test.sandbox-port",
            (head, in, out) -> {
              out.write(
                  ("HTTP/1.1 200 OK\r\nContent-Length: " + SIZE + "\r\n\r\n").getBytes(ISO_8859_1));
              written.complete(write(out));
              in.read();
            });
    try (Socket caller = call("GET", "")) {
      assertThat(head(caller.getInputStream())).startsWith("HTTP/1.1 200 OK");
      awaitBackpressure();
      long read = read(caller.getInputStream());
      assertThat(written.get(20, TimeUnit.SECONDS)).isEqualTo(read);
    }
    assertThat(replica.isAlive()).isTrue();
  }

  @Test
  void aGibibytePassesUpAndOnlyAsFastAsTheProviderReads() throws Exception {
    CompletableFuture<Boolean> go = new CompletableFuture<>();
    CompletableFuture<Long> read = new CompletableFuture<>();
    upstream =
        new ScriptedUpstream(
            "delega.test.sandbox-port",
            (head, in, out) -> {
              go.get(60, TimeUnit.SECONDS);
              read.complete(read(in));
              out.write(RawUpstream.OK.getBytes(ISO_8859_1));
              out.flush();
            });
    try (Socket caller = call("PUT", "Content-Length: " + SIZE + "\r\n")) {
      CompletableFuture<Long> written =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return write(caller.getOutputStream());
                } catch (IOException e) {
                  throw new java.io.UncheckedIOException(e);
                }
              });
      awaitBackpressure();
      go.complete(true);
      assertThat(read.get(60, TimeUnit.SECONDS)).isEqualTo(written.get(60, TimeUnit.SECONDS));
      assertThat(head(caller.getInputStream())).startsWith("HTTP/1.1 200 OK");
    }
    assertThat(replica.isAlive()).isTrue();
  }
}
