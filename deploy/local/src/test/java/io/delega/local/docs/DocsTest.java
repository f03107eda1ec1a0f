package io.delega.local.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.delega.contracts.EventData;
import io.delega.contracts.EventTypes;
import io.delega.contracts.Topic;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the documents name exists, and what they list is complete. */
class DocsTest {
  private static final String SOURCES =
      "services/[^/]+/src/main/java/.*\\.java|deploy/local/src/main/java/io/delega/local/edge/.*";

  /** A row of a table that begins with a name in backticks. */
  private static final Pattern ROW = Pattern.compile("(?m)^\\| `([^`]+)` \\| ([^|\n]*?) \\|");

  private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");

  private static Tree tree;
  private static Claims claims;

  @BeforeAll
  static void read() throws IOException {
    tree = Tree.here();
    claims = new Claims(tree);
  }

  @Test
  void namesOnlyTestsThatExist() {
    assertThat(wrong((document, text) -> claims.testsThatDoNotExist(text))).isEmpty();
  }

  @Test
  void linksOnlyToFilesThatExist() {
    assertThat(wrong(claims::linksToNowhere)).isEmpty();
  }

  @Test
  void namesOnlySettingsThatExist() {
    assertThat(wrong((document, text) -> claims.settingsThatDoNotExist(text))).isEmpty();
  }

  @Test
  void namesOnlyCommandsThatExist() {
    assertThat(wrong((document, text) -> claims.commandsThatDoNotExist(text))).isEmpty();
  }

  @Test
  void showsOnlyCommandsThatTheReadmeShows() {
    List<String> known = tree.document("README.md").lines().toList();
    assertThat(
            wrong(
                (document, text) ->
                    text.lines()
                        .filter(line -> line.startsWith("./delega") && !known.contains(line))
                        .toList()))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "`NobodyIT`",
        "`DocsTest#neverHeardOf`",
        "`DocsTest.neverHeardOf`",
        "[a page](nowhere.md#part)",
        "`delega.proxy.no-such-thing`",
        "`delega.nothing.*`",
        "`./delega fly`",
        "`./delega up|fly`",
        "./delega down --keycloak   # of another command",
        "the option `--warp`",
      })
  void noticesWhatIsWrong(String planted) {
    assertThat(problems(tree.root().resolve("docs/planted.md"), planted)).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "`DocsTest#noticesWhatIsWrong`, `*Test`, ITs",
        "[here](guarantees.md#part), [there](https://example.test/x), [part](#part)",
        "`delega.proxy.longest-call`, `delega.vault.refresh.claim=10s`, `delega.keys.*`",
        "./delega up --replicas token-vault=3 --port=8081   # starts --anything",
        "`./delega test --dry-run`",
      })
  void leavesWhatIsRightAlone(String text) {
    assertThat(problems(tree.root().resolve("docs/planted.md"), text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void everyPromiseNamesTestsThatTryToBreakIt(int promise) {
    String text = tree.document("docs/guarantees.md");
    String after = text.substring(text.indexOf("\n### P" + promise + "\n") + 1);
    String section = after.substring(0, after.indexOf("\n##"));
    assertThat(section)
        .startsWith("### P" + promise + "\n")
        .containsPattern("`\\w+(IT|Test)#\\w+`");
  }

  @Test
  void listsEveryEventWithItsFieldsAndNoOther() {
    Map<String, TreeSet<String>> expected = new TreeMap<>();
    EventTypes.all().forEach((name, type) -> expected.put(name, fields(type)));
    Map<String, TreeSet<String>> listed = new TreeMap<>();
    rows("docs/events.md")
        .filter(row -> !row.group(1).startsWith("delega."))
        .forEach(row -> listed.put(row.group(1), quoted(row.group(2))));
    assertThat(listed).isEqualTo(expected);
  }

  @Test
  void listsEveryTopicAsItIsAndNoOther() {
    String text = tree.document("docs/events.md");
    assertThat(text.lines().filter(line -> line.startsWith("| `delega.")))
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(Topic.values()).map(DocsTest::row).toList());
  }

  @Test
  void listsEverySettingWithItsDefaultAndNoOther() {
    Map<String, String> listed = new TreeMap<>();
    rows("docs/operations.md")
        .filter(row -> row.group(1).matches("delega\\.[a-z-]+\\..*"))
        .forEach(row -> listed.put(row.group(1), row.group(2)));
    assertThat(listed).isEqualTo(MappedSettings.of(tree));
  }

  @Test
  void listsEveryCallWithItsRolesAndNoOther() {
    Map<String, Set<String>> listed = new TreeMap<>();
    rows("docs/api.md")
        .filter(row -> row.group(1).matches("[A-Z]+ /v1/.*"))
        .forEach(row -> listed.put(row.group(1), Set.of(row.group(2).split(", "))));
    assertThat(listed).isEqualTo(Endpoints.of(tree));
  }

  @Test
  void listsOnlyCodesThatTheSourcesKnow() {
    List<String> sources = tree.texts(SOURCES);
    assertThat(listedCodes()).isNotEmpty();
    assertThat(listedCodes())
        .allSatisfy(
            code ->
                assertThat(sources).as(code).anyMatch(source -> source.contains('"' + code + '"')));
  }

  @Test
  void listsEveryCodeThatTheSourcesAnswer() {
    Pattern answered =
        Pattern.compile(
            "(?:(?:new ProblemException|new Refused|new Cut|Problem\\.response|Problem\\.body)"
                + "\\(\\s*[^,\"]+,|(?:ProblemException\\.conflict|Denied|denied|because)\\()"
                + "\\s*\"([a-z_]+)\"");
    TreeSet<String> codes =
        tree.texts(SOURCES).stream()
            .flatMap(source -> Claims.matches(answered, source))
            .map(found -> found.group(1))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(codes).contains("no_grant", "enforcement_stale", "link_gone");
    assertThat(listedCodes()).containsAll(codes);
  }

  private static TreeSet<String> listedCodes() {
    String text = tree.document("docs/api.md");
    return Claims.matches(ROW, text.substring(text.indexOf("## Error codes")))
        .map(row -> row.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The names of a payload's fields; those of {@code personal} one by one. */
  private static TreeSet<String> fields(Class<? extends EventData> type) {
    return Arrays.stream(type.getRecordComponents())
        .flatMap(
            field ->
                field.getName().equals("personal")
                    ? Arrays.stream(field.getType().getRecordComponents())
                        .map(inner -> "personal." + inner.getName())
                    : Stream.of(field).map(RecordComponent::getName))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String row(Topic topic) {
    long days = topic.retention().toDays();
    String kept =
        topic.compacted()
            ? "compacted"
            : days > 0 ? days + " days" : topic.retention().toHours() + " h";
    return "| `%s` | %d | %s | %s | %s |"
        .formatted(
            topic.topicName(),
            topic.partitions(),
            kept,
            topic.producer(),
            String.join(", ", new TreeSet<>(topic.consumers())));
  }

  private static Stream<MatchResult> rows(String document) {
    return Claims.matches(ROW, tree.document(document));
  }

  private static TreeSet<String> quoted(String text) {
    return Claims.matches(QUOTED, text)
        .map(found -> found.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static List<String> problems(Path document, String text) {
    return Stream.of(
            claims.testsThatDoNotExist(text),
            claims.linksToNowhere(document, text),
            claims.settingsThatDoNotExist(text),
            claims.commandsThatDoNotExist(text))
        .flatMap(List::stream)
        .toList();
  }

  private static List<String> wrong(BiFunction<Path, String, List<String>> check) {
    return tree.documents().stream()
        .flatMap(
            document ->
                check.apply(document, Tree.text(document)).stream()
                    .map(problem -> tree.root().relativize(document) + ": " + problem))
        .toList();
  }
}
