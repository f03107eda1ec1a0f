package io.delega.ledger;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeMap;

/** A ledger as it is served over HTTP: from rows and tiles, as a database would hold them. */
final class ServedLedger implements AutoCloseable {
  final TreeMap<Integer, byte[]> rows = new TreeMap<>();
  final TreeMap<Integer, byte[]> hashes = new TreeMap<>();
  String checkpoint;
  List<String> export = List.of();

  /** What {@code timestamps} answers, and the reply on whatever was stamped. */
  String stamped = "{\"items\": []}";

  byte[] stampReply = {};
  private final HttpServer server;

  ServedLedger(SmallLedger ledger, String checkpoint) throws IOException {
    this.checkpoint = checkpoint;
    hold(ledger);
    server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    server.createContext("/v1/audit/", this::answer);
    server.start();
  }

  /** Rows and tiles are this ledger's from now on. */
  void hold(SmallLedger ledger) {
    rows.clear();
    hashes.clear();
    for (int i = 0; i < ledger.leaves.size(); i++) {
      rows.put(i, ledger.leaves.get(i));
      hashes.put(i, Hashes.leaf(ledger.leaves.get(i)));
    }
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath().substring("/v1/audit/".length());
      byte[] body =
          switch (path) {
            case "checkpoint" -> checkpoint.getBytes(StandardCharsets.UTF_8);
            case "export" -> String.join("\n", export).getBytes(StandardCharsets.UTF_8);
            case "timestamps" -> stamped.getBytes(StandardCharsets.UTF_8);
            default ->
                path.startsWith("timestamps/")
                    ? stampReply
                    : tile(Tiles.Name.parse(path.substring("tile/".length())));
          };
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private byte[] tile(Tiles.Name name) {
    int from = (int) name.index() * Tiles.WIDTH;
    int to = from + name.width();
    if (name.level() < 0) {
      return EntryBundle.write(List.copyOf(rows.subMap(from, to).values()));
    }
    byte[] tile = new byte[name.width() * Hashes.LENGTH];
    for (int i = from; i < to; i++) {
      System.arraycopy(hashes.get(i), 0, tile, (i - from) * Hashes.LENGTH, Hashes.LENGTH);
    }
    return tile;
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
