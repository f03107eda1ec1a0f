package io.delega.local.edge;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.nio.file.Path;

/** The edge as a process: {@code EdgeMain <configuration file>}. */
public final class EdgeMain {
  private EdgeMain() {}

  public static void main(String[] args) throws IOException {
    EdgeConfig config = new ObjectMapper().readValue(Path.of(args[0]).toFile(), EdgeConfig.class);
    Vertx vertx =
        Vertx.vertx(
            new VertxOptions()
                .setEventLoopPoolSize(2)
                .setWorkerPoolSize(2)
                .setPreferNativeTransport(true));
    Edge.start(vertx, config)
        .onSuccess(ready -> System.out.println("the edge listens on port " + config.port()))
        .onFailure(
            failure -> {
              System.err.println("the edge cannot listen: " + failure.getMessage());
              System.exit(1);
            });
  }
}
