package io.delega.tokenvault.proxy;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.function.BooleanSupplier;

/**
 * The last thing before the socket of a connection to a provider: without a lease nothing is
 * written, and the connection ends. A process may stand still between the check of a call and its
 * first byte; what is between this check and the byte is one system call.
 */
final class LeaseGate extends ChannelOutboundHandlerAdapter {
  private final BooleanSupplier leased;

  private LeaseGate(BooleanSupplier leased) {
    this.leased = leased;
  }

  /** Puts one before the socket of this connection. */
  static void of(HttpConnection connection, BooleanSupplier leased) {
    ((ConnectionBase) connection).channel().pipeline().addFirst(new LeaseGate(leased));
  }

  @Override
  public void flush(ChannelHandlerContext context) {
    if (leased.getAsBoolean()) {
      context.flush();
    } else {
      context.close();
    }
  }
}
