package io.delega.tokenvault.proxy;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.util.function.BooleanSupplier;

/**
 * A body of at most so many bytes: one more, and it fails. So does the first piece that comes when
 * the call must not go on: a process that stood still may read one before the call is cut.
 */
final class Bounded implements ReadStream<Buffer> {
  private final ReadStream<Buffer> body;
  private final long most;
  private final BooleanSupplier goesOn;
  private boolean stopped;
  private long read;
  private Handler<Throwable> failed = e -> {};

  /**
   * @param goesOn asked for each piece, just before it is passed on
   */
  Bounded(ReadStream<Buffer> body, long most, BooleanSupplier goesOn) {
    this.body = body;
    this.most = most;
    this.goesOn = goesOn;
  }

  /** The body went over its bound. */
  static final class TooLongException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooLongException() {
      super("longer than is passed on", null, false, false);
    }
  }

  @Override
  public ReadStream<Buffer> exceptionHandler(Handler<Throwable> handler) {
    failed = handler == null ? e -> {} : handler;
    body.exceptionHandler(handler);
    return this;
  }

  @Override
  public ReadStream<Buffer> handler(Handler<Buffer> handler) {
    body.handler(handler == null ? null : chunk -> count(chunk, handler));
    return this;
  }

  /** HTTP/2 may tell the end of a body that never was as a piece of no length. */
  private void count(Buffer chunk, Handler<Buffer> handler) {
    if (chunk.length() == 0) {
      return;
    }
    if (stopped || !goesOn.getAsBoolean()) {
      if (!stopped) {
        stopped = true;
        failed.handle(ProviderCall.stale());
      }
      return;
    }
    read += chunk.length();
    if (read <= most) {
      handler.handle(chunk);
    } else if (read - chunk.length() <= most) {
      failed.handle(new TooLongException());
    }
  }

  @Override
  public ReadStream<Buffer> pause() {
    body.pause();
    return this;
  }

  @Override
  public ReadStream<Buffer> resume() {
    body.resume();
    return this;
  }

  @Override
  public ReadStream<Buffer> fetch(long amount) {
    body.fetch(amount);
    return this;
  }

  @Override
  public ReadStream<Buffer> endHandler(Handler<Void> handler) {
    body.endHandler(handler);
    return this;
  }
}
