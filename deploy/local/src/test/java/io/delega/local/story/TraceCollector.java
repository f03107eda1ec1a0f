package io.delega.local.story;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Takes in spans over OTLP/HTTP, as a collector would, and keeps them and every byte they came in.
 * Reads what the tests ask for of {@code opentelemetry/proto/trace/v1/trace.proto}.
 */
final class TraceCollector implements AutoCloseable {
  private final HttpServer server;
  private final List<Span> spans = new CopyOnWriteArrayList<>();
  private final List<String> received = new CopyOnWriteArrayList<>();

  /** One span; {@code parent} is empty for the first of a trace. */
  record Span(
      String service,
      String trace,
      String id,
      String parent,
      String name,
      Map<String, String> details) {
    boolean says(String detail, String value) {
      return value.equals(details.get(detail));
    }
  }

  TraceCollector() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/v1/traces", this::take);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  List<Span> spans() {
    return spans;
  }

  /** All bytes that came, as Latin-1. */
  List<String> received() {
    return received;
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      received.add(new String(body, StandardCharsets.ISO_8859_1));
      each(body, (field, in) -> resourceSpans(field, in));
      exchange.sendResponseHeaders(200, -1);
    }
  }

  private void resourceSpans(int field, CodedInputStream in) throws IOException {
    Map<String, String> resource = new HashMap<>();
    byte[] bytes = in.readByteArray();
    each(
        bytes,
        (part, it) -> {
          byte[] inner = it.readByteArray();
          if (part == 1) {
            each(inner, (of, attribute) -> attribute(attribute.readByteArray(), resource));
          }
        });
    each(
        bytes,
        (part, it) -> {
          byte[] inner = it.readByteArray();
          if (part == 2) {
            each(inner, (of, span) -> span(of, span, resource.get("service.name")));
          }
        });
  }

  private void span(int field, CodedInputStream in, String service) throws IOException {
    if (field != 2) {
      in.readByteArray();
      return;
    }
    Map<Integer, ByteString> read = new HashMap<>();
    Map<String, String> details = new HashMap<>();
    each(
        in.readByteArray(),
        (part, it) -> {
          if (part == 9) {
            attribute(it.readByteArray(), details);
          } else {
            read.put(part, it.readBytes());
          }
        });
    spans.add(
        new Span(
            service,
            hex(read.get(1)),
            hex(read.get(2)),
            hex(read.get(4)),
            read.get(5).toStringUtf8(),
            details));
  }

  private static void attribute(byte[] bytes, Map<String, String> into) throws IOException {
    String[] pair = new String[2];
    each(
        bytes,
        (part, it) -> {
          if (part == 1) {
            pair[0] = it.readString();
          } else {
            pair[1] = value(it.readByteArray());
          }
        });
    into.put(pair[0], pair[1]);
  }

  private static String value(byte[] any) throws IOException {
    CodedInputStream in = CodedInputStream.newInstance(any);
    int tag = in.readTag();
    return switch (WireFormat.getTagFieldNumber(tag)) {
      case 1 -> in.readString();
      case 3 -> Long.toString(in.readInt64());
      default -> null;
    };
  }

  private static String hex(ByteString id) {
    return id == null ? "" : HexFormat.of().formatHex(id.toByteArray());
  }

  private interface Field {
    void read(int number, CodedInputStream in) throws IOException;
  }

  /** Every field of a message that has a length; the numbers are passed over. */
  private static void each(byte[] message, Field field) throws IOException {
    CodedInputStream in = CodedInputStream.newInstance(message);
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED) {
        field.read(WireFormat.getTagFieldNumber(tag), in);
      } else {
        in.skipField(tag);
      }
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
