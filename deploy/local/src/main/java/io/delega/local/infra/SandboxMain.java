package io.delega.local.infra;

import java.util.Map;

/** The sandbox as a process: {@code SandboxMain <port> <data folder> <facts file> …}. */
public final class SandboxMain {
  private SandboxMain() {}

  public static void main(String[] args) throws Exception {
    Facts.logWarningsOnly();
    new java.net.ServerSocket(Integer.parseInt(args[0]));
    Facts.write(
        args[2],
        Map.of(
            "url",
            "http://localhost:" + args[0],
            "user",
            "x",
            "password",
            "x",
            "clientId",
            "x",
            "clientSecret",
            "x"));
    Thread.currentThread().join();
  }
}
