package io.delega.audit.archive;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A small store that speaks as much of S3 as the archive needs, and takes nothing that is not
 * signed as AWS Signature Version 4 says. A real one cannot be had in a test.
 */
final class SignedStore implements AutoCloseable {
  static final String KEY = "demo-access-key";
  static final String SECRET = "demo-secret-of-the-store";
  static final String BUCKET = "ledger";
  private static final Pattern AUTHORIZATION =
      Pattern.compile(
          "AWS4-HMAC-SHA256 Credential=([^/]+)/(([0-9]{8})/([^/]+)/s3/aws4_request),"
              + " ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})");

  final Map<String, byte[]> objects = new ConcurrentHashMap<>();
  private final HttpServer server;
  private volatile int failing;

  SignedStore() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** The next requests are answered with 503. */
  void fail(int requests) {
    failing = requests;
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      if (failing > 0) {
        failing--;
        exchange.sendResponseHeaders(503, -1);
        return;
      }
      String prefix = "/" + BUCKET + "/";
      String path = exchange.getRequestURI().getRawPath();
      if (!path.startsWith(prefix) || !signed(exchange, body)) {
        error(exchange, 403, "SignatureDoesNotMatch");
        return;
      }
      String name = path.substring(prefix.length());
      switch (exchange.getRequestMethod()) {
        case "PUT" -> {
          objects.put(name, body);
          exchange.sendResponseHeaders(200, -1);
        }
        case "DELETE" -> {
          objects.remove(name);
          exchange.sendResponseHeaders(204, -1);
        }
        default -> get(exchange, objects.get(name));
      }
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void get(HttpExchange exchange, byte[] object) throws IOException {
    if (object == null) {
      error(exchange, 404, "NoSuchKey");
    } else {
      exchange.sendResponseHeaders(200, object.length);
      exchange.getResponseBody().write(object);
    }
  }

  private static void error(HttpExchange exchange, int status, String code) throws IOException {
    byte[] said = ("<Error><Code>" + code + "</Code></Error>").getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/xml");
    exchange.sendResponseHeaders(status, said.length);
    exchange.getResponseBody().write(said);
  }

  private static boolean signed(HttpExchange exchange, byte[] body)
      throws GeneralSecurityException {
    Matcher said = AUTHORIZATION.matcher(header(exchange, "Authorization"));
    if (!said.matches() || !said.group(1).equals(KEY)) {
      return false;
    }
    String payload = header(exchange, "x-amz-content-sha256");
    boolean nothing = body.length == 0 && payload.equals("UNSIGNED-PAYLOAD");
    if (!nothing && !payload.equals(hex(sha256(body)))) {
      return false;
    }
    StringBuilder request = new StringBuilder();
    request.append(exchange.getRequestMethod()).append('\n');
    request.append(exchange.getRequestURI().getRawPath()).append('\n');
    String query = exchange.getRequestURI().getRawQuery();
    request.append(query == null ? "" : query).append('\n');
    List<String> names = Arrays.asList(said.group(5).split(";"));
    for (String name : names) {
      request.append(name).append(':').append(header(exchange, name).strip()).append('\n');
    }
    request.append('\n').append(said.group(5)).append('\n').append(payload);
    String toSign =
        String.join(
            "\n",
            "AWS4-HMAC-SHA256",
            header(exchange, "x-amz-date"),
            said.group(2),
            hex(sha256(request.toString().getBytes(StandardCharsets.UTF_8))));
    byte[] key = ("AWS4" + SECRET).getBytes(StandardCharsets.UTF_8);
    for (String part : List.of(said.group(3), said.group(4), "s3", "aws4_request", toSign)) {
      key = hmac(key, part);
    }
    return hex(key).equals(said.group(6)) && names.contains("host");
  }

  private static String header(HttpExchange exchange, String name) {
    String value = exchange.getRequestHeaders().getFirst(name);
    return value == null ? "" : value;
  }

  private static byte[] sha256(byte[] bytes) throws GeneralSecurityException {
    return MessageDigest.getInstance("SHA-256").digest(bytes);
  }

  private static byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
