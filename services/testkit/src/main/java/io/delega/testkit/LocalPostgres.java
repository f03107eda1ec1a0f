package io.delega.testkit;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** A server from the programs on the class path. */
record LocalPostgres(EmbeddedPostgres server, Path temporary) implements PostgresServer {
  private static final String OWNER = "postgres";

  static LocalPostgres start(Path data, int port) {
    Path temporary = data == null ? Folders.temporary("postgres") : null;
    Path folder = data == null ? temporary.resolve("data") : Folders.ensure(data);
    EmbeddedPostgres.Builder builder =
        EmbeddedPostgres.builder()
            .setDataDirectory(folder)
            .setCleanDataDirectory(false)
            .setPort(Ports.orFree(port))
            .setPGStartupWait(Duration.ofSeconds(60))
            .setServerConfig("shared_buffers", "32MB")
            .setServerConfig("max_connections", "200");
    if (data == null) {
      // Nothing here has to outlive the machine.
      builder
          .setServerConfig("fsync", "off")
          .setServerConfig("synchronous_commit", "off")
          .setServerConfig("full_page_writes", "off");
    }
    try {
      return new LocalPostgres(builder.start(), temporary);
    } catch (IOException e) {
      throw new IllegalStateException("PostgreSQL does not start", e);
    }
  }

  @Override
  public String host() {
    return "127.0.0.1";
  }

  @Override
  public int port() {
    return server.getPort();
  }

  @Override
  public String user() {
    return OWNER;
  }

  @Override
  public String password() {
    return OWNER;
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new IllegalStateException("PostgreSQL does not stop", e);
    } finally {
      if (temporary != null) {
        Folders.delete(temporary);
      }
    }
  }
}
