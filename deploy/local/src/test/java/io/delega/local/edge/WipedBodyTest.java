package io.delega.local.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class WipedBodyTest {
  @Test
  void goesOnFromOutsideTheHeapAndLeavesZeros() {
    for (String secret : List.of("x", "client-secret ".repeat(5_000))) {
      Buffer piece = Buffer.buffer(secret);
      Buffer moved = WipedBody.moved(piece);
      assertThat(moved.toString()).isEqualTo(secret);
      assertThat(piece.getBytes()).isEqualTo(new byte[secret.length()]);
    }
  }
}
