package io.delega.tokenvault.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.delega.catalogue.Catalogue;
import io.delega.catalogue.InvalidDefinitionException;
import io.delega.catalogue.ProviderDefinition;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResolverTest {
  private static final Vertx VERTX = Vertx.vertx();
  private final AtomicInteger asked = new AtomicInteger();
  private final AtomicLong nanos = new AtomicLong();
  private volatile String[] answers = {"93.184.215.14"};
  private final Resolver resolver =
      new Resolver(
          VERTX,
          AddressRules.allowing(List.of("metadata.goog:8443")),
          host -> addresses(host),
          nanos::get);

  @AfterAll
  static void close() {
    VERTX.close().toCompletionStage().toCompletableFuture().join();
  }

  private InetAddress[] addresses(String host) {
    asked.incrementAndGet();
    if (Network.isLiteral(host)) {
      return new InetAddress[] {Network.literal(host)};
    }
    return List.of(answers).stream().map(Network::literal).toArray(InetAddress[]::new);
  }

  private PinnedAddress resolve(String url) {
    return resolver.resolve(URI.create(url)).await().atMost(Duration.ofSeconds(5));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2130706433",
        "0x7f000001",
        "0x7f.1",
        "0X7F.0.0.1",
        "017700000001",
        "0177.0.0.1",
        "127.0.0.01",
        "127.1",
        "127.0.1",
        "1.2.3.4.5",
        "256.1.1.1",
        "4294967296",
        "0",
        "0x",
        "127.0.0.1.",
        "api.example.",
        "a..example",
        "-a.example",
        "127.0.0.0x1",
        "[fe80::1%25lo]",
        "[::1%251]",
        "metadata",
        "metadata.google.internal",
        "METADATA.google.internal",
        "metadata.google.internal.",
        "metadata.goog",
        "instance-data",
        "１２７.0.0.1",
        "１６９.２５４.１６９.２５４",
        "127。0。0。1",
        "①②⑦.0.0.1",
        "exämple.example",
        "%31%32%37.0.0.1",
        "user@127.0.0.1",
        "user:password@api.example"
      })
  void refusesBeforeResolvingWhatIsNeverLegitimate(String host) {
    assertThatThrownBy(() -> resolve("https://" + host + "/"))
        .isInstanceOf(AddressRefusedException.class);
    assertThat(asked).hasValue(0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "0.0.0.0",
        "169.254.169.254",
        "168.63.129.16",
        "100.100.100.200",
        "[::]",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[::127.0.0.1]",
        "[::ffff:0:127.0.0.1]",
        "[64:ff9b::169.254.169.254]",
        "[64:ff9b:1::7f00:1]",
        "[fd00:ec2::254]",
        "[fe80::1]"
      })
  void refusesPlainAddressesThatAreClosed(String host) {
    assertThatThrownBy(() -> resolve("https://" + host + "/"))
        .isInstanceOf(AddressRefusedException.class);
  }

  @Property(tries = 200)
  void noWayToWriteLoopbackAsANumberIsResolved(
      @ForAll @IntRange(max = 0xFFFFFF) int rest, @ForAll @IntRange(max = 5) int form) {
    long whole = 0x7F000000L | rest;
    String host =
        switch (form) {
          case 0 -> Long.toString(whole);
          case 1 -> "0x" + Long.toHexString(whole);
          case 2 -> "0" + Long.toOctalString(whole);
          case 3 -> "127." + rest;
          case 4 -> "0x7f." + (rest >> 16) + "." + (rest & 0xFFFF);
          default -> "0177." + (rest >> 16) + "." + ((rest >> 8) & 0xFF) + "." + (rest & 0xFF);
        };
    assertThatThrownBy(() -> resolve("https://" + host + "/x"))
        .isInstanceOf(AddressRefusedException.class);
    assertThat(asked).hasValue(0);
  }

  @Test
  void aNameThatChangesItsAnswerIsCalledWhereItWasJudged() {
    PinnedAddress first = resolve("https://rebinding.example/x");
    answers = new String[] {"127.0.0.1"};
    PinnedAddress second = resolve("https://rebinding.example/y");

    assertThat(second.address()).isEqualTo(first.address());
    assertThat(second.request(HttpMethod.GET, "/y").getServer().hostAddress())
        .isEqualTo("93.184.215.14");
    assertThat(asked).hasValue(1);

    nanos.addAndGet(Duration.ofSeconds(21).toNanos());
    assertThatThrownBy(() -> resolve("https://rebinding.example/z"))
        .isInstanceOf(AddressRefusedException.class);
    assertThat(asked).hasValue(2);
  }

  @Test
  void ofMixedAnswersOnlyAnOpenOneIsCalled() {
    answers = new String[] {"10.0.0.1", "169.254.169.254", "93.184.215.14", "127.0.0.1"};
    assertThat(resolve("https://mixed.example").address().getHostAddress())
        .isEqualTo("93.184.215.14");
  }

  @Test
  void aPunycodeNameIsANameLikeAnyOther() {
    assertThat(resolve("https://xn--exmple-cua.example/").host())
        .isEqualTo("xn--exmple-cua.example");
    answers = new String[] {"127.0.0.1"};
    assertThatThrownBy(() -> resolve("https://xn--other-cua.example/"))
        .isInstanceOf(AddressRefusedException.class);
  }

  @Test
  void theOperatorMayOpenAMetadataNameOnOnePort() {
    assertThat(resolve("https://metadata.goog:8443/").port()).isEqualTo(8443);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://2130706433",
        "https://0x7f.1",
        "https://127.1",
        "https://[::ffff:10.0.0.1]",
        "https://169.254.169.254",
        "https://metadata.google.internal",
        "https://api.example@127.0.0.1",
        "https://api.example#@127.0.0.1",
        "https://127.0.0.1/..;/x",
        "https://api.example.",
        "http://api.example",
        "https://api.example\\@127.0.0.1"
      })
  void hostileSettingsOfABaseUrlReachNothing(String setting) {
    ProviderDefinition sandbox = Catalogue.builtIn().find("sandbox").orElseThrow();
    assertThatThrownBy(() -> resolve(sandbox.resolve(Map.of("baseUrl", setting)).api().baseUrl()))
        .isInstanceOfAny(InvalidDefinitionException.class, AddressRefusedException.class);
  }

  @Test
  void onlyHttpIsSpoken() {
    for (String url : List.of("ftp://api.example/", "file:///etc/passwd", "//api.example/", "x")) {
      assertThatThrownBy(() -> resolve(url)).isInstanceOf(AddressRefusedException.class);
    }
    assertThatThrownBy(() -> resolve("http://api.example/")).hasMessageContaining("without TLS");
  }
}
