package io.delega.local.bench;

import io.delega.local.Failure;
import io.delega.local.Home;
import io.delega.local.process.Readiness;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** The least that a credential-injecting proxy can cost: nginx with a fixed header. */
final class Nginx implements AutoCloseable {
  private final Process process;
  private final Path configuration;
  private final int port;

  private Nginx(Process process, Path configuration, int port) {
    this.process = process;
    this.configuration = configuration;
    this.port = port;
  }

  static Nginx start(Home home, int port, int upstreamPort, String authorization) {
    Path folder = home.run().resolve("nginx");
    Path configuration = folder.resolve("nginx.conf");
    try {
      Files.createDirectories(folder);
      Home.writePrivately(
          configuration,
          """
          daemon off;
          worker_processes 1;
          pid %1$s/nginx.pid;
          error_log %1$s/error.log;
          events { worker_connections 512; }
          http {
            access_log off;
            client_body_temp_path %1$s/body;
            proxy_temp_path %1$s/proxy;
            fastcgi_temp_path %1$s/fastcgi;
            uwsgi_temp_path %1$s/uwsgi;
            scgi_temp_path %1$s/scgi;
            upstream sandbox { server 127.0.0.1:%3$d; keepalive 64; }
            server {
              listen 127.0.0.1:%2$d;
              keepalive_requests 10000000;
              location / {
                proxy_pass http://sandbox;
                proxy_http_version 1.1;
                proxy_set_header Connection "";
                proxy_set_header Authorization "%4$s";
              }
            }
          }
          """
              .formatted(folder, port, upstreamPort, authorization));
      Process process =
          new ProcessBuilder("nginx", "-p", folder.toString(), "-c", configuration.toString())
              .redirectErrorStream(true)
              .redirectOutput(new File(folder.toFile(), "output.log"))
              .start();
      Nginx nginx = new Nginx(process, configuration, port);
      nginx.await();
      return nginx;
    } catch (IOException e) {
      throw new Failure("nginx cannot run: " + e.getMessage());
    }
  }

  int port() {
    return port;
  }

  long pid() {
    return process.pid();
  }

  private void await() {
    Readiness accepts = Readiness.accepts(port);
    for (int i = 0; i < 50 && !accepts.isReady(); i++) {
      pause();
    }
    if (!accepts.isReady()) {
      close();
      throw new Failure("nginx does not listen; see " + configuration.getParent());
    }
  }

  private static void pause() {
    try {
      Thread.sleep(100);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      process.waitFor(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    configuration.toFile().delete();
  }
}
