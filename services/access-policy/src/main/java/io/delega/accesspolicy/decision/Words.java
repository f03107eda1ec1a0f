package io.delega.accesspolicy.decision;

import io.delega.catalogue.ProviderDefinition.Operation;
import io.delega.contracts.EnforcementState.Guardrail;
import io.delega.contracts.Limits;
import io.delega.policy.GrantFinding.Kept;
import io.delega.policy.OperationFinding;
import io.delega.policy.OperationFinding.Why;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Sentences for a support person, in one language. */
final class Words {
  /** The languages there are. */
  static final List<String> LANGUAGES = List.of("en", "it");

  private static final Pattern BLANK = Pattern.compile("\\{([a-z]+)}");
  private static final String HAPPENED = "happened.";
  private static final Map<String, Properties> TEXTS =
      LANGUAGES.stream().collect(Collectors.toMap(language -> language, Words::texts));

  private final String language;
  private final Properties texts;
  private final Situation situation;
  private final Map<String, String> blanks = new HashMap<>();

  Words(String language, Situation situation) {
    this.language = language;
    this.texts = TEXTS.get(language);
    this.situation = situation;
    fill();
  }

  private static Properties texts(String language) {
    Properties texts = new Properties();
    try (Reader file =
        new InputStreamReader(
            Words.class.getResourceAsStream("words." + language + ".properties"),
            StandardCharsets.UTF_8)) {
      texts.load(file);
      return texts;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The same language, of another situation. */
  Words of(Situation other) {
    return new Words(language, other);
  }

  /** Whether there is a text of this name. */
  boolean has(String name) {
    return texts.containsKey(name);
  }

  /** Gives a blank its value. */
  Words with(String blank, String value) {
    blanks.put(blank, value);
    return this;
  }

  Words with(String blank, Instant at) {
    return with(blank, date(at, "UTC"));
  }

  /** The sentence of this name, its blanks filled in. */
  String say(String name) {
    String said = phrase(name);
    return said.substring(0, 1).toUpperCase(Locale.ROOT) + said.substring(1);
  }

  /** What a denial or a failure with this code is. */
  String happened(String code) {
    String closer = HAPPENED + code + "." + reason();
    if (has(closer)) {
      return say(closer);
    }
    return with("code", code).say(has(HAPPENED + code) ? HAPPENED + code : HAPPENED + "other");
  }

  /** What a need asks for. */
  String need(Need need) {
    return with("owner", word("owner." + need.owner())).say(need.words());
  }

  private String reason() {
    return situation.operations().stream()
        .filter(each -> each.why() != null && each.why() != Why.LESS_SPECIFIC)
        .findFirst()
        .map(each -> each.why().word())
        .orElse("");
  }

  private void fill() {
    Verdict verdict = situation.verdict();
    Known known = situation.known();
    with("method", situation.method());
    with("path", situation.path());
    with("provider", known.definition().name());
    with("grant", verdict.grant());
    with("name", known.who().name()).with("subject", known.who().subject());
    String caller = known.who().id() == null ? "a.caller" : "a.assistant";
    with("assistant", phrase(caller));
    with("of", phrase(caller + ".of")).with("for", phrase(caller + ".for"));
    with("operation", operation(verdict.operation()));
    with("near", operation(near()));
    with("named", named(situation.resources()));
    with(
        "guardrail",
        situation.guardrails().stream().map(Guardrail::name).collect(Collectors.joining(", ")));
    situation.nearest().ifPresent(nearest -> fill(nearest.kept(), nearest.limits()));
    blanks.values().removeIf(value -> value == null || value.isEmpty());
    blanks.putIfAbsent("since", word("no.date"));
    blanks.putIfAbsent("until", word("no.date"));
  }

  private void fill(Kept kept, Limits limits) {
    with("limit", counted(limits));
    with("networks", limits.networks() == null ? null : String.join(", ", limits.networks()));
    if (kept != null) {
      with(
          "granted",
          kept.granted() == null ? null : named(Map.of(kept.resource(), kept.granted())));
      with("since", date(kept.since(), "UTC"));
      with("until", date(kept.until(), zone()));
    }
  }

  /** How many requests are allowed in which time; null when any number is. */
  private String counted(Limits limits) {
    Map<String, Integer> numbers = new LinkedHashMap<>();
    numbers.put("limit.minute", limits.requestsPerMinute());
    numbers.put("limit.day", limits.requestsPerDay());
    numbers.put("limit.total", limits.requestsTotal());
    numbers.values().removeIf(number -> number == null);
    return numbers.isEmpty()
        ? null
        : numbers.entrySet().stream()
            .map(each -> with("number", each.getValue().toString()).phrase(each.getKey()))
            .collect(Collectors.joining(", "));
  }

  private String near() {
    return situation.operations().stream()
        .filter(each -> each.why() == Why.UNCLEAR)
        .map(OperationFinding::operation)
        .findFirst()
        .orElse(null);
  }

  private String operation(String name) {
    Optional<Operation> operation =
        name == null ? Optional.empty() : situation.known().definition().operation(name);
    if (operation.isEmpty()) {
      return name == null ? word("no.operation") : name;
    }
    Map<String, String> title = operation.get().title();
    with("title", title == null ? name : title.getOrDefault(language, name)).with("name", name);
    return phrase("an.operation");
  }

  private String named(Map<String, List<String>> resources) {
    return resources.isEmpty()
        ? word("no.resource")
        : new TreeMap<>(resources)
            .entrySet().stream()
                .map(each -> each.getKey() + " " + String.join(", ", each.getValue()))
                .collect(Collectors.joining("; "));
  }

  /** The time zone of the hours that kept the nearest grant. */
  private String zone() {
    return situation
        .nearest()
        .flatMap(
            nearest ->
                situation.known().state().grants().stream()
                    .filter(grant -> grant.id().equals(nearest.grant()))
                    .findFirst())
        .filter(grant -> grant.limits().hours() != null)
        .map(grant -> grant.limits().hours().zone())
        .orElse("UTC");
  }

  private String date(Instant at, String zone) {
    ZoneId where = "UTC".equals(zone) ? ZoneOffset.UTC : ZoneId.of(zone);
    return at == null
        ? null
        : DateTimeFormatter.ofPattern("d MMMM yyyy, HH:mm:ss", Locale.forLanguageTag(language))
                .format(at.atZone(where))
            + " ("
            + zone
            + ")";
  }

  /** A part of a sentence: its blanks filled in, its beginning as it is. */
  private String phrase(String name) {
    return BLANK
        .matcher(texts.getProperty(name))
        .replaceAll(
            found -> {
              String value = blanks.get(found.group(1));
              return Matcher.quoteReplacement(value == null ? "…" : value);
            });
  }

  private String word(String name) {
    return texts.getProperty(name, texts.getProperty("no.owner"));
  }
}
