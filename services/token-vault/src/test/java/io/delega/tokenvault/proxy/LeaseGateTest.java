package io.delega.tokenvault.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class LeaseGateTest {
  private final AtomicBoolean leased = new AtomicBoolean(true);
  private final LeaseGate gate = new LeaseGate(leased::get);
  private final EmbeddedChannel channel = new EmbeddedChannel(gate);

  @Test
  void writesNothingThatNeedsALeaseWithoutOneAndEndsTheConnection() {
    gate.passing();
    channel.writeAndFlush("under the lease");
    channel.write("made ready under it");
    leased.set(false);
    channel.flush();
    assertThat(channel.<String>readOutbound()).isEqualTo("under the lease");
    assertThat(channel.<String>readOutbound()).isNull();
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void letsOurOwnAnswersOutBeforeAndAfterwards() {
    leased.set(false);
    channel.writeAndFlush("503");
    gate.passing();
    gate.passed();
    channel.writeAndFlush("403");
    assertThat(channel.<String>readOutbound()).isEqualTo("503");
    assertThat(channel.<String>readOutbound()).isEqualTo("403");
  }
}
