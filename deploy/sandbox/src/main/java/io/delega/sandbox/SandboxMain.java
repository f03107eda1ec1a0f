package io.delega.sandbox;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** The sandbox as a program: {@code --port N --data DIR --public-url URL}, all optional. */
public final class SandboxMain {
  private static final int PORT = 7800;

  private SandboxMain() {}

  public static void main(String[] arguments) throws InterruptedException {
    Map<String, String> options = new HashMap<>();
    for (int i = 0; i + 1 < arguments.length; i += 2) {
      options.put(arguments[i], arguments[i + 1]);
    }
    String data = options.get("--data");
    Sandbox sandbox =
        Sandbox.start(
            Integer.parseInt(options.getOrDefault("--port", Integer.toString(PORT))),
            data == null ? null : Path.of(data),
            options.get("--public-url"));
    Runtime.getRuntime().addShutdownHook(new Thread(sandbox::close, "sandbox-stop"));
    System.out.println("The sandbox is at " + sandbox.url());
    Thread.currentThread().join();
  }
}
