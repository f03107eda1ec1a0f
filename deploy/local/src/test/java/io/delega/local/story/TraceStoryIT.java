package io.delega.local.story;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.delega.local.story.TraceCollector.Span;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** One trace through all services, and nothing in it or in the metrics that is anybody's. */
class TraceStoryIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final List<String> SERVICES =
      List.of("connect", "token-vault", "access-policy", "audit", "monitoring");
  private static final Pattern IDS = Pattern.compile("(cli|int|ses|con|ast|gra|att)_[0-9a-z]{10,}");

  private static TraceCollector collector;
  private static TracedPlatform platform;
  private static Story story;
  private static String allowedCall;
  private static String refusedCall;

  @BeforeAll
  static void runTheStory() throws IOException {
    collector = new TraceCollector();
    platform = TracedPlatform.up(collector.url());
    Http http = new Http(Overheard::add);
    story =
        new Story(
            platform.env(),
            http,
            new SandboxProvider(platform.env().sandbox(), http),
            "agency-a",
            Narrator.silent());
    story.run();
    // Refused, since the story ends with a stop; the ones before were allowed.
    refusedCall =
        story
            .assistantCalls("/mail/secret%40example.test/messages?q=anna%40example.test")
            .header("Delega-Call-Id")
            .orElseThrow();
    story
        .api()
        .call("agency-a", "assistant1", "GET", "/v1/%70roxy/con_anna/anna%40example.test", null);
    allowedCall =
        story.entries().stream()
            .filter(entry -> entry.path("outcome").asText().equals("allowed"))
            .findFirst()
            .orElseThrow()
            .get("callId")
            .asText();
  }

  @AfterAll
  static void stop() {
    platform.close();
    collector.close();
  }

  @Test
  void aProxiedCallIsOneTraceToItsLeavesInTheLedger() {
    Span call = span(is("token-vault", "proxied call", "delega.call", allowedCall));
    assertThat(call.parent()).isEmpty();
    assertThat(call.details()).containsEntry("http.response.status_code", "200");
    for (String type : List.of("call.decided", "call.completed")) {
      Span leaf = span(in(call.trace()).and(is("audit", "leaf appended", "delega.event", type)));
      assertThat(leaf.parent()).isEqualTo(call.id());
      assertThat(leaf.details()).containsEntry("delega.leaf", leafOf(type, allowedCall));
    }
  }

  @Test
  void aRefusedCallIsOneTraceToItsLeafAndSaysWhy() {
    Span call = span(is("token-vault", "proxied call", "delega.call", refusedCall));
    assertThat(call.details())
        .containsEntry("delega.code", "revoked")
        .containsEntry("http.response.status_code", "403");
    span(in(call.trace()).and(is("audit", "leaf appended", "delega.event", "call.decided")));
  }

  @Test
  void theClientsClickIsOneTraceToTheGrantInTheLedger() {
    Span grant = span(is("audit", "leaf appended", "delega.event", "grant.created"));
    assertThat(grant.details())
        .containsEntry(
            "delega.leaf", leafOf(entry -> entry.path("type").asText().equals("grant.created")));
    Predicate<Span> here = in(grant.trace());
    Span click = span(here.and(is("connect", "/connect/{link}", "http.request.method", "POST")));
    assertThat(click.parent()).isEmpty();
    Span back = span(here.and(span -> span.name().equals("code handed over")));
    assertThat(back.parent()).isEqualTo(click.id());
    Span exchange =
        span(
            here.and(
                span -> span.service().equals("token-vault") && span.parent().equals(back.id())));
    assertThat(exchange.details().get("http.route")).contains("{");
    Span taken =
        span(
            here.and(
                is("access-policy", "fact taken in", "delega.event", "connection.established")));
    assertThat(taken.parent()).isEqualTo(back.id());
    assertThat(grant.parent()).isEqualTo(taken.id());
  }

  @Test
  void spansHoldNothingOfAnybody() {
    assertThat(collector.spans()).hasSizeGreaterThan(20);
    assertThat(collector.spans()).extracting(Span::service).contains("connect", "audit");
    assertThat(found(collector.received())).isEmpty();
  }

  @Test
  void metricsHoldNothingOfAnybody() throws Exception {
    List<String> metrics = new ArrayList<>();
    for (String service : SERVICES) {
      metrics.add(metrics(service));
    }
    assertThat(metrics).allMatch(text -> text.contains("http_server_requests_seconds_count"));
    assertThat(metrics.get(1)).contains("uri=\"/v1/proxy/{connection}/{path}\"");
    assertThat(found(metrics)).isEmpty();
  }

  private static String metrics(String service) throws Exception {
    URI metrics = platform.urlOf(service).resolve("/q/metrics");
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(metrics).build(), BodyHandlers.ofString())
        .body();
  }

  /** Secrets, addresses as they were called, names and ids. */
  private static List<String> found(List<String> texts) {
    List<String> nobodys =
        new ArrayList<>(List.of("example.test", "Demo client", "agency-a", "?q="));
    nobodys.add(((SandboxProvider) story.provider()).accessToken());
    nobodys.add(story.provider().clientSecret());
    nobodys.add(story.sessionUrl().substring(story.sessionUrl().lastIndexOf('/') + 1));
    nobodys.add(story.usedLink().substring(story.usedLink().lastIndexOf('/') + 1));
    List<String> found = new ArrayList<>();
    for (String text : texts) {
      nobodys.stream().filter(text::contains).forEach(found::add);
      IDS.matcher(text).results().map(id -> id.group()).forEach(found::add);
    }
    return found;
  }

  private static String leafOf(String type, String call) {
    return leafOf(
        entry ->
            entry.path("type").asText().equals(type) && entry.path("callId").asText().equals(call));
  }

  private static String leafOf(Predicate<JsonNode> which) {
    return story.entriesWhen(all -> all.stream().anyMatch(which)).stream()
        .filter(which)
        .findFirst()
        .orElseThrow()
        .get("leafIndex")
        .asText();
  }

  private static Predicate<Span> in(String trace) {
    return span -> span.trace().equals(trace);
  }

  private static Predicate<Span> is(String service, String name, String detail, String value) {
    return span ->
        span.service().equals(service) && span.name().equals(name) && span.says(detail, value);
  }

  private static Span span(Predicate<Span> which) {
    return Await.value(
            PATIENCE,
            "a span",
            () -> collector.spans().stream().filter(which).findFirst(),
            Optional::isPresent)
        .orElseThrow();
  }
}
