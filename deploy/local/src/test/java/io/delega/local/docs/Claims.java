package io.delega.local.docs;

import io.delega.contracts.Topic;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What a document names, and which of it does not exist. */
final class Claims {
  private static final Pattern TEST =
      Pattern.compile("\\b([A-Z][a-z]\\w*(?:IT|Test))\\b(?:[#.]([a-z]\\w*))?");
  private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
  private static final Pattern SETTING = Pattern.compile("`(delega\\.[a-z0-9.-]+)(\\*)?");
  private static final Pattern MENTIONED = Pattern.compile("(?<![\\w.])delega\\.[a-z0-9.-]+");
  private static final Pattern COMMAND =
      Pattern.compile("\\./delega[ \\t]+([a-z][a-z|]*)((?:[ \\t]+(?!#)[^\\s`]+)*)");
  private static final Pattern OPTION = Pattern.compile("(?<![\\w-])--[a-z][a-z-]*");
  private static final Pattern USAGE = Pattern.compile("(?s)usage\\(\\) \\{.*?\\n}");

  private final Map<String, String> tests = new TreeMap<>();
  private final Set<String> settings = new HashSet<>();
  private final Map<String, Set<String>> commands = new TreeMap<>();

  Claims(Tree tree) {
    for (Path test : tree.matching("(services|deploy)/[^/]+/src/test/java/.*\\.java")) {
      String name = test.getFileName().toString().replace(".java", "");
      tests.merge(name, Tree.text(test), String::concat);
    }
    settings.addAll(MappedSettings.of(tree).keySet());
    Arrays.stream(Topic.values()).map(Topic::topicName).forEach(settings::add);
    for (String source : tree.texts("(services|deploy)/[^/]+/src/main/.*\\.(java|properties)")) {
      matches(MENTIONED, source).map(MatchResult::group).forEach(settings::add);
    }
    readUsage(tree.document("delega"));
  }

  private void readUsage(String script) {
    Matcher usage = USAGE.matcher(script);
    if (!usage.find()) {
      throw new IllegalStateException("the launcher has no usage");
    }
    Set<String> options = new HashSet<>();
    for (String line : usage.group().split("\n", -1)) {
      Matcher command = Pattern.compile("^  \\./delega (\\w+)").matcher(line);
      if (command.find()) {
        options = commands.computeIfAbsent(command.group(1), name -> new HashSet<>());
      }
      matches(OPTION, line).map(MatchResult::group).forEach(options::add);
    }
  }

  List<String> testsThatDoNotExist(String text) {
    return matches(TEST, text).filter(found -> !exists(found)).map(MatchResult::group).toList();
  }

  private boolean exists(MatchResult found) {
    String source = tests.get(found.group(1));
    String method = found.group(2);
    return source != null
        && (method == null
            || method.equals("java")
            || Pattern.compile("\\b(void|boolean) " + method + "\\(").matcher(source).find());
  }

  List<String> linksToNowhere(Path document, String text) {
    return matches(LINK, text)
        .map(found -> found.group(1).replaceFirst("#.*", ""))
        .filter(target -> !target.isEmpty() && !target.matches("[a-z]+:.*"))
        .filter(target -> !Files.exists(document.resolveSibling(target)))
        .toList();
  }

  List<String> settingsThatDoNotExist(String text) {
    return matches(SETTING, text)
        .filter(
            found ->
                found.group(2) == null
                    ? !settings.contains(found.group(1).replaceFirst("\\.$", ""))
                    : settings.stream().noneMatch(known -> known.startsWith(found.group(1))))
        .map(MatchResult::group)
        .toList();
  }

  List<String> commandsThatDoNotExist(String text) {
    Stream<String> called =
        matches(COMMAND, text)
            .filter(
                found ->
                    Arrays.stream(found.group(1).split("\\|"))
                        .anyMatch(name -> !takes(name, found.group(2))))
            .map(MatchResult::group);
    Stream<String> alone =
        matches(Pattern.compile("`(--[a-z][a-z-]*)"), text)
            .map(found -> found.group(1))
            .filter(option -> commands.values().stream().noneMatch(all -> all.contains(option)));
    return Stream.concat(called, alone).toList();
  }

  private boolean takes(String command, String arguments) {
    Set<String> options = commands.get(command);
    return options != null
        && matches(OPTION, arguments).map(MatchResult::group).allMatch(options::contains);
  }

  static Stream<MatchResult> matches(Pattern pattern, String text) {
    return pattern.matcher(text).results();
  }
}
