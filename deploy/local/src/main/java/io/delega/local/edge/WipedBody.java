package io.delega.local.edge;

import io.netty.buffer.Unpooled;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import io.vertx.httpproxy.Body;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The body of a request that brings token-vault a secret. It streams as any other, and leaves
 * nothing in this process's heap: each piece goes on from outside the heap, and is overwritten
 * here.
 */
final class WipedBody implements ReadStream<Buffer> {
  private final ReadStream<Buffer> body;
  private boolean begun;

  private WipedBody(ReadStream<Buffer> body) {
    this.body = body;
  }

  static Body of(Body body) {
    WipedBody wiped = new WipedBody(body.stream());
    return body.length() < 0 ? Body.body(wiped) : Body.body(wiped, body.length());
  }

  /** The same bytes outside the heap; {@code piece} holds zeros afterwards. */
  @SuppressWarnings("deprecation") // The only way to such a buffer before Vert.x 5.
  static Buffer moved(Buffer piece) {
    byte[] bytes = piece.getBytes();
    // Freed when it is no longer referred to: nobody here counts references.
    ByteBuffer outside = ByteBuffer.allocateDirect(bytes.length);
    outside.put(bytes).flip();
    Arrays.fill(bytes, (byte) 0);
    piece.setBytes(0, bytes);
    return Buffer.buffer(Unpooled.wrappedBuffer(outside));
  }

  @Override
  public ReadStream<Buffer> handler(Handler<Buffer> handler) {
    body.handler(handler == null ? null : piece -> passOn(piece, handler));
    return this;
  }

  private void passOn(Buffer piece, Handler<Buffer> handler) {
    if (!begun) {
      // Sends the head by itself: a small body that goes with it is copied into its buffer.
      begun = true;
      handler.handle(Buffer.buffer());
    }
    handler.handle(moved(piece));
  }

  @Override
  public ReadStream<Buffer> exceptionHandler(Handler<Throwable> handler) {
    body.exceptionHandler(handler);
    return this;
  }

  @Override
  public ReadStream<Buffer> endHandler(Handler<Void> handler) {
    body.endHandler(handler);
    return this;
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
}
