package io.delega.local.infra;

import io.delega.testkit.DevIssuer;
import java.nio.file.Path;
import java.util.Map;

/** The development issuer as a process: {@code IssuerMain <port> <data folder> <facts file> …}. */
public final class IssuerMain {
  private IssuerMain() {}

  public static void main(String[] args) throws Exception {
    Facts.logWarningsOnly();
    DevIssuer issuer = DevIssuer.start(Path.of(args[1]), Integer.parseInt(args[0]));
    Facts.write(
        args[2],
        Map.of(
            "issuer",
            issuer.issuer(),
            "tokenEndpoint",
            issuer.tokenEndpoint(),
            "clients",
            issuer.clients()));
    System.out.println("the development issuer serves " + issuer.issuer());
    System.out.println("it listens on this machine only and checks no passwords");
    Thread.currentThread().join();
  }
}
