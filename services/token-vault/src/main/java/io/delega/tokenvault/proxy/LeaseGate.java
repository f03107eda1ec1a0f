package io.delega.tokenvault.proxy;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.function.BooleanSupplier;

/**
 * The last thing before a socket: while something passes that needs a lease, nothing is written
 * without one, and the connection ends. A process may stand still between a check and the write;
 * what is between this check and the first byte is one system call. Owned by the connection's event
 * loop.
 */
final class LeaseGate extends ChannelOutboundHandlerAdapter {
  private static final String NAME = "delega-lease-gate";

  private final BooleanSupplier leased;
  private int passing;

  LeaseGate(BooleanSupplier leased) {
    this.leased = leased;
  }

  /** The one before the socket of this connection. */
  static LeaseGate of(HttpConnection connection, BooleanSupplier leased) {
    ChannelPipeline pipeline = ((ConnectionBase) connection).channel().pipeline();
    if (pipeline.get(NAME) instanceof LeaseGate known) {
      return known;
    }
    LeaseGate gate = new LeaseGate(leased);
    pipeline.addFirst(NAME, gate);
    return gate;
  }

  /** From here on it needs a lease to write, until {@link #passed}. */
  void passing() {
    passing++;
  }

  void passed() {
    passing--;
  }

  @Override
  public void flush(ChannelHandlerContext context) {
    if (passing == 0 || leased.getAsBoolean()) {
      context.flush();
    } else {
      context.close();
    }
  }
}
