package io.delega.witness;

import io.delega.ledger.KeyFile;
import io.delega.ledger.NoteKey;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A witness as a process. */
public final class WitnessMain {
  private static final String USAGE =
      """
      A witness of transparency logs: cosigns checkpoints that continue what it cosigned before.

        --name NAME      its name in cosignatures, such as witness.example/w1; read when the key is made
        --data FOLDER    where the key and the last checkpoints are kept; made on first start
        --log KEY|FILE   a log to witness, by its verifier key; can be given again
        --port PORT      where it listens
        --host ADDRESS   on which address (127.0.0.1)
      """;

  private WitnessMain() {}

  /** Serves until the process is asked to end. */
  public static void main(String[] arguments) throws InterruptedException {
    Map<String, String> options = new HashMap<>();
    List<String> logs = new ArrayList<>();
    for (int i = 0; i + 1 < arguments.length; i += 2) {
      if (arguments[i].equals("--log")) {
        logs.add(arguments[i + 1]);
      } else {
        options.put(arguments[i], arguments[i + 1]);
      }
    }
    if (arguments.length % 2 == 1
        || logs.isEmpty()
        || !options.keySet().containsAll(List.of("--name", "--data", "--port"))) {
      System.err.print(USAGE);
      System.exit(2);
    }
    try {
      serve(options, logs);
    } catch (IOException | IllegalArgumentException | IllegalStateException e) {
      System.err.println("The witness does not start: " + e.getMessage());
      System.exit(1);
    }
    Thread.currentThread().join();
  }

  private static void serve(Map<String, String> options, List<String> logs) throws IOException {
    Path data = Path.of(options.get("--data"));
    NoteKey.Signer signer =
        KeyFile.readOrMake(
            data.resolve("key"),
            () -> NoteKey.Signer.generate(options.get("--name"), NoteKey.Kind.COSIGNATURE));
    Witness witness = new Witness(signer, new Logs(logs), data.resolve("logs"), Clock.systemUTC());
    WitnessServer server =
        new WitnessServer(
            witness,
            options.getOrDefault("--host", "127.0.0.1"),
            Integer.parseInt(options.get("--port")));
    Runtime.getRuntime().addShutdownHook(new Thread(server::close, "witness-stop"));
    System.out.println("the witness " + witness.key() + " listens at port " + server.port());
  }
}
