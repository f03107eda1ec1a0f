package io.delega.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.delega.contracts.EnforcementState.Grant;
import io.delega.contracts.Permission;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * Equal requests in any legal encoding get equal answers. The writers here know nothing of the
 * readers: they follow RFC 3986, RFC 8259 and the WHATWG URL standard, and choose wherever those
 * leave a choice.
 */
class EncodingPropertiesTest {
  private static final RequestMatcher MATCHER = Trick.matcher();
  private static final String UNRESERVED =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

  /** Semicolons are never written as they are: see the tricks. */
  private static final String LITERAL_IN_PATHS = "!$&'()*+,=:@";

  private static final String LITERAL_IN_QUERIES = "!$'()*,:@/?=";

  @Provide
  Arbitrary<String> values() {
    return Arbitraries.strings()
        .withCharRange(' ', '~')
        .withChars("àéüßñЖдمअ漢字가\u20AC")
        .ofMinLength(1)
        .ofMaxLength(12)
        .filter(EncodingPropertiesTest::isReadByAllInOneWay);
  }

  /** What is refused in any encoding, as the tricks show. */
  private static boolean isReadByAllInOneWay(String value) {
    return !value.matches(".*%[0-9A-Fa-f]{2}.*")
        && !value.contains("\\")
        && Arrays.stream(value.split("/", -1)).noneMatch(part -> part.matches("[. ]*"));
  }

  private static String percent(int codePoint, Random choice, boolean anyCase) {
    StringBuilder out = new StringBuilder();
    for (byte each : Character.toString(codePoint).getBytes(StandardCharsets.UTF_8)) {
      String hex = String.format("%%%02X", each & 0xFF);
      out.append(anyCase && choice.nextBoolean() ? hex.toLowerCase(Locale.ROOT) : hex);
    }
    return out.toString();
  }

  /** Unreserved characters as they are, reserved ones either way (RFC 3986, section 6.2.2). */
  private static String inPath(String value, Random choice) {
    StringBuilder out = new StringBuilder();
    value
        .codePoints()
        .forEach(
            c -> {
              boolean literal =
                  UNRESERVED.indexOf(c) >= 0
                      || (LITERAL_IN_PATHS.indexOf(c) >= 0 && choice.nextBoolean());
              out.append(literal ? Character.toString(c) : percent(c, choice, false));
            });
    return out.toString();
  }

  /** Any character may be escaped, in either case. */
  private static String inQuery(String value, Random choice) {
    StringBuilder out = new StringBuilder();
    value
        .codePoints()
        .forEach(
            c -> {
              boolean mayBeLiteral =
                  UNRESERVED.indexOf(c) >= 0 || LITERAL_IN_QUERIES.indexOf(c) >= 0;
              out.append(
                  mayBeLiteral && choice.nextBoolean()
                      ? Character.toString(c)
                      : percent(c, choice, true));
            });
    return out.toString();
  }

  /** Any character may be escaped (RFC 8259, section 7). */
  private static String inJson(String value, Random choice) {
    StringBuilder out = new StringBuilder("\"");
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (choice.nextInt(3) == 0) {
        String escape = String.format("\\u%04x", (int) c);
        out.append(
            choice.nextBoolean() ? escape : "\\u" + escape.substring(2).toUpperCase(Locale.ROOT));
      } else if (c == '"' || c == '\\' || (c == '/' && choice.nextBoolean())) {
        out.append('\\').append(c);
      } else {
        out.append(c);
      }
    }
    return out.append('"').toString();
  }

  private static String space(Random choice) {
    return List.of("", " ", "\n\t", "\r\n").get(choice.nextInt(4));
  }

  private static ProxyRequest post(String path, String type, String body) {
    return new ProxyRequest(
        "POST",
        path,
        null,
        Map.of("content-type", List.of(type)),
        body.getBytes(StandardCharsets.UTF_8));
  }

  private static void isReadAs(ProxyRequest request, String resource, List<String> values) {
    assertThat(MATCHER.match(request))
        .as(request.toString())
        .isInstanceOfSatisfying(
            MatchResult.Matched.class,
            matched -> assertThat(matched.resources()).isEqualTo(Map.of(resource, values)));
  }

  @Property(tries = 500)
  void aPathIsReadAlikeInAnyEncoding(@ForAll("values") String value, @ForAll Random choice) {
    String path = "/contacts/" + inPath(value, choice);
    Assume.that(!value.equals("count"));
    isReadAs(ProxyRequest.of("GET", path, null), "contact", List.of(value));
  }

  @Property(tries = 500)
  void aQueryIsReadAlikeInAnyEncoding(@ForAll("values") String value, @ForAll Random choice) {
    String query = inQuery("owner", choice) + "=" + inQuery(value, choice);
    String padded =
        choice.nextBoolean() ? "page=2&" + query : query + "&sort=" + inQuery("a b", choice);
    isReadAs(ProxyRequest.of("GET", "/contacts", padded), "owner", List.of(value));
  }

  @Property(tries = 500)
  void aFormIsReadAlikeInAnyEncoding(@ForAll("values") String value, @ForAll Random choice) {
    String form = "text=a+b&" + inQuery("channel", choice) + "=" + inQuery(value, choice);
    String type =
        choice.nextBoolean()
            ? "application/x-www-form-urlencoded"
            : "Application/x-www-form-urlencoded; charset=UTF-8";
    isReadAs(post("/form", type, form), "channel", List.of(value));
  }

  @Property(tries = 500)
  void aJsonBodyIsReadAlikeInAnyEncoding(
      @ForAll("values") String first, @ForAll("values") String second, @ForAll Random choice) {
    StringBuilder body = new StringBuilder(space(choice)).append("{");
    body.append(choice.nextBoolean() ? "\"name\":1.5," : space(choice))
        .append(inJson("inputs", choice))
        .append(space(choice))
        .append(":[");
    for (String value : List.of(first, second)) {
      body.append("{")
          .append(space(choice))
          .append(inJson("id", choice))
          .append(":")
          .append(space(choice))
          .append(inJson(value, choice))
          .append("},");
    }
    body.setLength(body.length() - 1);
    body.append("]}").append(space(choice));
    String type = choice.nextBoolean() ? "application/json" : "application/json; charset=\"utf-8\"";
    isReadAs(
        post("/contacts/batch/archive", type, body.toString()), "contact", List.of(first, second));
  }

  @Property(tries = 100)
  void theDecisionIsTheSameInAnyEncoding(
      @ForAll("values") String granted, @ForAll("values") String other, @ForAll Random choice) {
    Grant grant =
        new Grant(
            "gra_1",
            "active",
            Fixtures.BOT,
            List.of(new Permission("contacts.list", Map.of("owner", List.of(granted)))),
            null,
            "none",
            null);
    ConnectionPolicy policy = ConnectionPolicy.compile(Fixtures.connection(grant), MATCHER);
    for (String value : List.of(granted, other)) {
      MatchResult match =
          policy.match(ProxyRequest.of("GET", "/contacts", "owner=" + inQuery(value, choice)));
      Decision decision =
          policy.decide(Fixtures.ISSUER, "bot", match, Circumstances.at(Fixtures.NOW));
      assertThat(Fixtures.code(decision))
          .isEqualTo(value.equals(granted) ? "allowed" : "resource_not_granted");
    }
  }

  @Property(tries = 500)
  void whateverBodyIsSentIsJudgedOrRefusedAndNeverThrows(
      @ForAll byte[] body, @ForAll("types") String type, @ForAll Random choice) {
    String path =
        List.of("/chat", "/form", "/contacts", "/cells", "/$batch").get(choice.nextInt(5));
    ProxyRequest request =
        new ProxyRequest("POST", path, null, Map.of("content-type", List.of(type)), body);
    assertThat(MATCHER.match(request)).isNotNull();
  }

  @Provide
  Arbitrary<String> types() {
    return Arbitraries.of(
        "application/json", "application/x-www-form-urlencoded", "multipart/form-data", "");
  }
}
