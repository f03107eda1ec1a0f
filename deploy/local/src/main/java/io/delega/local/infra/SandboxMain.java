package io.delega.local.infra;

import io.delega.sandbox.Sandbox;
import java.nio.file.Path;
import java.util.Map;

/** The sandbox as a process: {@code SandboxMain <port> <data folder> <facts file> <public URL>}. */
public final class SandboxMain {
  private SandboxMain() {}

  public static void main(String[] args) throws Exception {
    Facts.logWarningsOnly();
    Sandbox sandbox = Sandbox.start(Integer.parseInt(args[0]), Path.of(args[1]), args[3]);
    Runtime.getRuntime().addShutdownHook(new Thread(sandbox::close, "sandbox-stop"));
    Facts.write(
        args[2],
        Map.of(
            "url", sandbox.url(),
            "user", sandbox.user(),
            "password", sandbox.password(),
            "clientId", sandbox.clientId(),
            "clientSecret", sandbox.clientSecret()));
    System.out.println("the sandbox is at " + sandbox.url());
    Thread.currentThread().join();
  }
}
