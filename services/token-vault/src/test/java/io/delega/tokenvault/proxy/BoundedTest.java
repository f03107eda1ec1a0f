package io.delega.tokenvault.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.delega.api.ProblemException;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class BoundedTest {
  private final Source source = new Source();
  private final List<String> passed = new ArrayList<>();
  private final List<Throwable> failures = new ArrayList<>();

  @Test
  void passesNoPieceOnceTheLeaseIsOverAndSaysSoOnce() {
    AtomicBoolean leased = new AtomicBoolean(true);
    read(100, leased);
    source.brings("one");
    leased.set(false);
    source.brings("two");
    // What was stopped stays so: its call is being cut.
    leased.set(true);
    source.brings("three");
    assertThat(passed).containsExactly("one");
    assertThat(failures)
        .singleElement()
        .isInstanceOfSatisfying(
            ProblemException.class,
            problem -> assertThat(problem.code()).isEqualTo("enforcement_stale"));
  }

  @Test
  void passesAsMuchAsMayBeAndSaysOnceWhenThereIsMore() {
    read(6, new AtomicBoolean(true));
    source.brings("one");
    source.brings("two");
    source.brings("three");
    source.brings("four");
    assertThat(passed).containsExactly("one", "two");
    assertThat(failures).singleElement().isInstanceOf(Bounded.TooLongException.class);
  }

  private void read(long most, AtomicBoolean leased) {
    new Bounded(source, most, leased::get)
        .exceptionHandler(failures::add)
        .handler(piece -> passed.add(piece.toString()));
  }

  private static final class Source implements ReadStream<Buffer> {
    private Handler<Buffer> handler = piece -> {};

    void brings(String piece) {
      handler.handle(Buffer.buffer(piece));
    }

    @Override
    public ReadStream<Buffer> exceptionHandler(Handler<Throwable> unused) {
      return this;
    }

    @Override
    public ReadStream<Buffer> handler(Handler<Buffer> given) {
      handler = given;
      return this;
    }

    @Override
    public ReadStream<Buffer> pause() {
      return this;
    }

    @Override
    public ReadStream<Buffer> resume() {
      return this;
    }

    @Override
    public ReadStream<Buffer> fetch(long amount) {
      return this;
    }

    @Override
    public ReadStream<Buffer> endHandler(Handler<Void> unused) {
      return this;
    }
  }
}
