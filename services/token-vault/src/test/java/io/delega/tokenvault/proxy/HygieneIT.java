package io.delega.tokenvault.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.delega.testkit.DelegaResource;
import io.delega.tokenvault.VaultResource;
import io.delega.tokenvault.enforcement.EnforcementPoint;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is sent over plain sockets to the proxy, and byte for byte what arrives at the provider. */
@QuarkusTest
@TestProfile(ProxyProfile.class)
@QuarkusTestResource(DelegaResource.class)
@QuarkusTestResource(VaultResource.class)
class HygieneIT {
  @TestHTTPResource URI here;
  @Inject FakeCredentials credentials;
  @Inject EnforcementPoint point;
  private RawUpstream upstream;
  private GrantedConnection connection;

  @BeforeEach
  void start() throws IOException {
    credentials.reset();
    upstream = new RawUpstream();
    connection = new GrantedConnection(here, point);
  }

  @AfterEach
  void stop() throws IOException {
    upstream.close();
  }

  @Test
  void whatCouldBeFramedInTwoWaysNeverArrives() throws IOException {
    String inner = "GET /v1/proxy/" + connection.id + "/items/smuggled HTTP/1.1\r\nHost: x\r\n\r\n";
    Map<String, String> corpus = new TreeMap<>();
    corpus.put("length and chunked", "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n");
    corpus.put("chunked and length", "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n");
    corpus.put("two lengths", "Content-Length: 4\r\nContent-Length: 5\r\n");
    corpus.put("two lengths in one", "Content-Length: 4, 5\r\n");
    corpus.put("one length twice", "Content-Length: 4\r\nContent-Length: 4\r\n");
    corpus.put("signed length", "Content-Length: +4\r\n");
    corpus.put("negative length", "Content-Length: -1\r\n");
    corpus.put("hexadecimal length", "Content-Length: 0x4\r\n");
    corpus.put("no digits", "Content-Length: \r\n");
    corpus.put("overflowing length", "Content-Length: 18446744073709551620\r\n");
    corpus.put("unknown coding", "Transfer-Encoding: xchunked\r\n");
    corpus.put("identity", "Transfer-Encoding: identity\r\nContent-Length: 4\r\n");
    corpus.put("two codings", "Transfer-Encoding: gzip, chunked\r\n");
    corpus.put("coding twice", "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n");
    corpus.put("quoted coding", "Transfer-Encoding: \"chunked\"\r\n");
    corpus.put("coding with vertical tab", "Transfer-Encoding: \u000bchunked\r\n");
    corpus.put("space before colon", "Content-Length : 4\r\n");
    corpus.put("space before coding's colon", "Transfer-Encoding : chunked\r\n");
    corpus.put("tab before colon", "Transfer-Encoding\t: chunked\r\n");
    corpus.put("folded coding", "Transfer-Encoding:\r\n chunked\r\n");
    corpus.put("line without colon", "Nonsense\r\nContent-Length: 4\r\n");
    corpus.put("zero byte in a value", "Accept: a\u0000b\r\nContent-Length: 4\r\n");
    corpus.put("bare return", "Accept: a\rTransfer-Encoding: chunked\r\nContent-Length: 4\r\n");
    List<String> wrong = new ArrayList<>();
    for (Map.Entry<String, String> each : corpus.entrySet()) {
      String answer = connection.request("POST", "/items/1", each.getValue(), "0\r\n\r\n" + inner);
      if (!refused(answer) || !upstream.arrivals.isEmpty()) {
        wrong.add(each.getKey() + " -> " + firstLine(answer) + " " + upstream.arrivals);
        upstream.arrivals.clear();
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void aFoldedOrNamelessHeaderHidesNothing() throws IOException {
    // Both are read in one way only: a fold is a space (RFC 9112, section 5.2), no name is nothing.
    connection.request(
        "POST",
        "/items/1",
        "Accept: a\r\n Transfer-Encoding: chunked\r\n: x\r\nContent-Length: 4\r\n",
        "abcd");
    assertThat(upstream.arrivals).hasSize(1);
    assertThat(upstream.arrivals.get(0).lines().map(line -> line.toLowerCase(Locale.ROOT)))
        .containsOnlyOnce("accept: a transfer-encoding: chunked", "content-length: 4", "abcd")
        .noneMatch(line -> line.startsWith("transfer-encoding") || line.startsWith(":"));
  }

  private static boolean refused(String answer) {
    // Nothing at all is a refusal too: the connection was closed.
    return answer.isEmpty() || answer.matches("(?s)HTTP/1\\.[01] (4|501).*");
  }

  private static String firstLine(String answer) {
    return answer.lines().findFirst().orElse("(closed)");
  }

  @Test
  void otherFormsOfATargetAreRefused() throws IOException {
    String path = "/v1/proxy/" + connection.id + "/items/1";
    for (String target :
        List.of(
            "http://localhost" + path,
            "HTTP://127.0.0.1:1" + path,
            "//localhost" + path,
            "/." + path,
            "/x/.." + path,
            "/%76%31/proxy/" + connection.id + "/items/1",
            "/v1//proxy/" + connection.id + "/items/1",
            "*",
            "")) {
      String answer =
          connection.exchange(
              "GET "
                  + target
                  + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                  + GrantedConnection.authorization()
                  + "\r\n");
      assertThat(refused(answer)).as(target + " -> " + firstLine(answer)).isTrue();
    }
    assertThat(upstream.arrivals).isEmpty();
  }

  @Test
  void whatComesChunkedArrivesInOneFramingWithoutExtensionsAndTrailers() throws IOException {
    String answer =
        connection.request(
            "POST",
            "/items/1",
            "Transfer-Encoding: chunked\r\nTrailer: X-Evil\r\nTE: trailers\r\n",
            "3;ext=\"1\"\r\nabc\r\n2\r\nde\r\n0\r\nX-Evil: 1\r\nContent-Length: 9\r\n\r\n");
    assertThat(firstLine(answer)).contains("200");
    assertThat(upstream.arrivals).hasSize(1);
    String arrived = upstream.arrivals.get(0).toLowerCase(Locale.ROOT);
    assertThat(arrived).doesNotContain("ext", "x-evil", "trailer", "content-length", "te:");
    assertThat(arrived).containsOnlyOnce("transfer-encoding: chunked");
    assertThat(arrived.substring(arrived.indexOf("\r\n\r\n")).replaceAll("\r\n[0-9]?\r?\n?", ""))
        .contains("abc", "de");
  }

  @Test
  @SuppressWarnings("StringConcatToTextBlock") // The line ends are the point, and stay visible.
  void onlyListedHeadersPassAndNoneThatConnectionNominates() throws IOException {
    upstream.answer =
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close, ETag\r\nETag: \"1\"\r\n"
            + "Set-Cookie: a=b\r\nSet-Cookie2: a=b\r\nServer: x\r\nX-Powered-By: x\r\n"
            + "Proxy-Authenticate: Basic\r\nKeep-Alive: timeout=5\r\nX-RateLimit-Remaining: 7\r\n"
            + "Access-Control-Allow-Origin: *\r\nStrict-Transport-Security: max-age=1\r\n"
            + "Delega-Call-Id: forged\r\nRefresh: 0\r\nLast-Modified: today\r\n\r\nok";
    String answer =
        connection.exchange(
            "GET /v1/proxy/"
                + connection.id
                + "/items/1 HTTP/1.1\r\nHost: localhost\r\nConnection: Accept-Language, x\r\nConnection: close\r\n"
                + GrantedConnection.authorization()
                + "Accept: text/plain\r\nAccept-Language: it\r\nCookie: c=d\r\nX-Forwarded-For: 1\r\n"
                + "Forwarded: for=1\r\nX-Api-Key: mine\r\nProxy-Authorization: Basic x\r\n"
                + "X-HTTP-Method-Override: DELETE\r\nX-Original-URL: /admin\r\nX-Rewrite-URL: /a\r\n"
                + "Keep-Alive: 1\r\nVia: x\r\nDelega-Call-Id: forged\r\n\r\n");
    assertThat(upstream.arrivals).hasSize(1);
    List<String> sent = upstream.arrivals.get(0).lines().filter(l -> !l.isEmpty()).toList();
    assertThat(sent)
        .map(line -> line.toLowerCase(Locale.ROOT))
        .containsExactlyInAnyOrder(
            "get /api/items/1 http/1.1",
            "accept: text/plain",
            "authorization: bearer token-1",
            "host: " + URI.create(TestUpstream.url()).getAuthority());
    assertThat(answer.toLowerCase(Locale.ROOT))
        .contains("last-modified: today", "x-ratelimit-remaining: 7", "delega-call-id: cal")
        .doesNotContain("set-cookie", "etag", "server:", "powered", "proxy-", "keep-alive")
        .doesNotContain("access-control", "strict-transport", "forged", "refresh:");
  }

  @Test
  void aRedirectIsTheCallersAndNobodyFollowsIt() throws IOException {
    for (String status : List.of("301", "302", "303", "307", "308")) {
      upstream.arrivals.clear();
      upstream.answer =
          "HTTP/1.1 "
              + status
              + " Moved\r\nLocation: "
              + TestUpstream.url()
              + "/elsewhere\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
      String answer = connection.request("GET", "/items/1", "", "");
      assertThat(firstLine(answer)).contains(status);
      assertThat(answer).containsIgnoringCase("location: " + TestUpstream.url() + "/elsewhere");
      assertThat(upstream.arrivals).hasSize(1);
    }
  }

  @Test
  void everyMethodArrivesAsItWasSent() throws IOException {
    for (String method : GrantedConnection.METHODS) {
      upstream.arrivals.clear();
      upstream.answer =
          method.equals("HEAD") ? RawUpstream.OK.replace("\r\n\r\nok", "\r\n\r\n") : RawUpstream.OK;
      boolean bare = method.equals("GET") || method.equals("HEAD");
      String answer =
          connection.request(
              method, "/items/1", bare ? "" : "Content-Length: 3\r\n", bare ? "" : "abc");
      assertThat(firstLine(answer)).as(method).contains("200");
      assertThat(upstream.arrivals.get(0))
          .startsWith(method + " /api/items/1 HTTP/1.1\r\n")
          .endsWith(bare ? "\r\n\r\n" : "\r\n\r\nabc");
    }
  }

  @Test
  void aMethodInDisguiseNeverArrives() throws IOException {
    String form = "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 18\r\n";
    for (String answer :
        List.of(
            connection.request("POST", "/items/1?_method=DELETE", "Content-Length: 0\r\n", ""),
            connection.request("GET", "/items/1?a&%5Fmethod=DELETE", "", ""),
            connection.request("POST", "/items/1", form, "a=1&_method=DELETE"),
            connection.request(
                "PUT",
                "/items/1",
                "Content-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n",
                "4\r\n_met\r\na\r\nhod=DELETE\r\n0\r\n\r\n"))) {
      assertThat(answer).startsWith("HTTP/1.1 403 ").contains("no_operation");
    }
    assertThat(upstream.arrivals).isEmpty();
    assertThat(connection.request("POST", "/items/1", form, "a=1&b=2&c=34567890"))
        .contains(" 200 ");
    assertThat(upstream.arrivals.get(0)).endsWith("\r\n\r\na=1&b=2&c=34567890");
    String typeAlone = "Content-Type: application/x-www-form-urlencoded\r\n";
    assertThat(connection.request("GET", "/items/1", typeAlone, "")).contains(" 200 ");
    assertThat(connection.request("POST", "/items/1", typeAlone, "")).contains(" 200 ");
  }

  @Test
  void whatWasJudgedArrivesByteForByte() throws IOException {
    for (String rest :
        List.of(
            "/items/a%2Fb",
            "/items/a%3Bb%3Dc",
            "/items/%E2%82%AC",
            "/items/a+b@c:d,e",
            "/items/~._-",
            "/items/1?a=%41&b=%2f&c=%252e&&d==&e=a/../b;c",
            "/items/1?",
            "/items/1?q='(x)'*!$")) {
      upstream.arrivals.clear();
      assertThat(firstLine(connection.request("GET", rest, "", ""))).as(rest).contains("200");
      assertThat(firstLine(upstream.arrivals.get(0))).isEqualTo("GET /api" + rest + " HTTP/1.1");
    }
  }

  @Test
  void aPathThatTwoCouldReadDifferentlyIsRefusedAndNeverRepaired() throws IOException {
    List<String> wrong = new ArrayList<>();
    for (String path :
        List.of(
            "/items/.",
            "/items/..",
            "/items/../items/1",
            "/items/1/",
            "/items//1",
            "//items/1",
            "/items/%2E",
            "/items/%2e%2e",
            "/items/.%2E/x",
            "/items/%2E%2E%2F1",
            "/items/..;/1",
            "/items/1;x=1",
            "/items;x/1",
            "/items/1;",
            "/items/a%2fb",
            "/items/%e2%82%ac",
            "/items/%E2%82%aC",
            "/items/%252E",
            "/items/%25%32%65",
            "/items/a\\b",
            "/items/a%5Cb",
            "/items/%00",
            "/items/%0D%0A",
            "/items/%09",
            "/items/%7F",
            "/items/%C0%AF",
            "/items/%C0%AE%C0%AE",
            "/items/%E0%80%AF",
            "/items/%F0%80%80%AF",
            "/items/%ED%A0%80",
            "/items/%FF",
            "/items/%EF%BC%8F",
            "/items/%EF%BC%8E%EF%BC%8E",
            "/items/%E2%80%8B",
            "/items/%E2%80%AE",
            "/items/e%CC%81",
            "/items/%C3",
            "/items/%",
            "/items/%1",
            "/items/%GG",
            "/items/%u002e",
            "/items/\u00e9",
            "/items/a|b",
            "/items/a\"b",
            "/items/<a>",
            "/items/{a}",
            "/items/a^b",
            "/items/a`b",
            "/items/[a]",
            "/items/1#x")) {
      String answer = connection.request("GET", path, "", "");
      if (!answer.startsWith("HTTP/1.1 400 ") || !upstream.arrivals.isEmpty()) {
        wrong.add(path + " -> " + firstLine(answer) + " " + upstream.arrivals);
        upstream.arrivals.clear();
      }
    }
    assertThat(wrong).isEmpty();
  }
}
