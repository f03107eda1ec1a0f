package io.delega.tokenvault.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import io.delega.tokenvault.credential.Refresher.Cause;
import io.delega.tokenvault.refresh.RefreshDecision.Await;
import io.delega.tokenvault.refresh.RefreshDecision.Break;
import io.delega.tokenvault.refresh.RefreshDecision.Facts;
import io.delega.tokenvault.refresh.RefreshDecision.Later;
import io.delega.tokenvault.refresh.RefreshDecision.Use;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The table in docs/refresh.md, against the function, for every combination of facts. */
class RefreshTableTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final List<String> YES_NO =
      List.of(
          "newer",
          "broken",
          "due",
          "claim",
          "alive",
          "refreshable",
          "intent",
          "reuse",
          "backoff",
          "forced");

  @Test
  void theTableIsTheFunction() throws IOException {
    List<Map<String, String>> table = table();
    Set<Integer> reached = new HashSet<>();
    for (Map<String, String> situation : situations()) {
      int row = row(table, situation);
      reached.add(row);
      assertThat(said(decide(situation)))
          .as("row %d of the table, for %s", row + 1, situation)
          .isEqualTo(table.get(row).get("decision"));
    }
    assertThat(reached).as("rows that decide something").hasSize(table.size());
  }

  private static int row(List<Map<String, String>> table, Map<String, String> situation) {
    for (int row = 0; row < table.size(); row++) {
      if (fits(table.get(row), situation)) {
        return row;
      }
    }
    throw new AssertionError("no row fits " + situation);
  }

  private static boolean fits(Map<String, String> row, Map<String, String> situation) {
    return situation.entrySet().stream()
        .allMatch(
            fact -> {
              String cell = row.get(fact.getKey());
              return cell.isEmpty() || List.of(cell.split(", ")).contains(fact.getValue());
            });
  }

  private static List<Map<String, String>> situations() {
    List<Map<String, String>> all = new ArrayList<>();
    for (Cause cause : Cause.values()) {
      for (int bits = 0; bits < 1 << YES_NO.size(); bits++) {
        Map<String, String> situation = new LinkedHashMap<>();
        situation.put("asked", cause.name().toLowerCase(Locale.ROOT));
        for (int i = 0; i < YES_NO.size(); i++) {
          situation.put(YES_NO.get(i), (bits >> i & 1) == 1 ? "yes" : "no");
        }
        all.add(situation);
      }
    }
    return all;
  }

  private static RefreshDecision decide(Map<String, String> situation) {
    Instant soon = NOW.plusSeconds(5);
    Instant past = NOW.minusSeconds(5);
    Facts facts =
        new Facts(
            7,
            yes(situation, "broken") ? Optional.of("its reason") : Optional.empty(),
            yes(situation, "due"),
            Optional.of(yes(situation, "alive") ? soon : past),
            yes(situation, "refreshable"),
            yes(situation, "refreshable") ? Optional.empty() : Optional.of("why not"),
            Optional.of(yes(situation, "claim") ? soon : past),
            yes(situation, "intent"),
            yes(situation, "reuse"),
            yes(situation, "forced") ? Optional.of(past) : Optional.empty(),
            Optional.of(yes(situation, "backoff") ? soon : past));
    Cause cause = Cause.valueOf(situation.get("asked").toUpperCase(Locale.ROOT));
    return RefreshDecision.decide(facts, yes(situation, "newer") ? 6 : 7, cause, NOW);
  }

  private static boolean yes(Map<String, String> situation, String fact) {
    return "yes".equals(situation.get(fact));
  }

  private static String said(RefreshDecision decision) {
    if (decision instanceof Use) {
      return "use";
    }
    if (decision instanceof Await await) {
      return await.serves() ? "await, or use" : "await";
    }
    if (decision instanceof Later) {
      return "later";
    }
    return decision instanceof Break broken ? "break: " + broken.reason() : "refresh";
  }

  private static List<Map<String, String>> table() throws IOException {
    List<String> lines =
        Files.readAllLines(Path.of("..", "..", "docs", "refresh.md")).stream()
            .dropWhile(line -> !line.startsWith("| asked | newer "))
            .takeWhile(line -> line.startsWith("|"))
            .toList();
    List<String> names = cells(lines.get(0));
    assertThat(names).hasSize(YES_NO.size() + 2).containsAll(YES_NO);
    return lines.stream().skip(2).map(line -> row(names, cells(line))).toList();
  }

  private static Map<String, String> row(List<String> names, List<String> cells) {
    assertThat(cells).as("cells of a row").hasSameSizeAs(names);
    Map<String, String> row = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      row.put(names.get(i), cells.get(i));
    }
    return row;
  }

  private static List<String> cells(String line) {
    return Arrays.stream(line.substring(1, line.length() - 1).split("\\|", -1))
        .map(String::strip)
        .toList();
  }
}
