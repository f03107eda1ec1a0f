package io.delega.tokenvault.proxy;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;

/** A body of at most so many bytes: one more, and it fails. */
final class Bounded implements ReadStream<Buffer> {
  private final ReadStream<Buffer> body;
  private final long most;
  private long read;
  private Handler<Throwable> failed = e -> {};

  Bounded(ReadStream<Buffer> body, long most) {
    this.body = body;
    this.most = most;
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

  private void count(Buffer chunk, Handler<Buffer> handler) {
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
