package io.delega.local.docs;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The settings that the sources declare by {@code @ConfigMapping}, each with its default: the value
 * in backticks, {@code required}, or {@code none} where it is optional.
 */
final class MappedSettings {
  private static final Pattern MAPPING =
      Pattern.compile("@ConfigMapping\\(prefix = \"([^\"]+)\"\\)");
  private static final Pattern MEMBER =
      Pattern.compile(
          "interface (?<group>\\w+) \\{"
              + "|(?:@WithName\\(\"(?<name>[^\"]+)\"\\)\\s+)?"
              + "(?:@WithDefault\\(\\s*\"(?<default>[^\"]*)\"\\)\\s+)?"
              + "\\b(?<type>[\\w<>.]+) (?<method>\\w+)\\(\\);");

  /** One getter of a mapping's interface, or of an interface nested in it. */
  private record Member(String name, String type, String byDefault) {}

  private MappedSettings() {}

  static Map<String, String> of(Tree tree) {
    Map<String, String> all = new TreeMap<>();
    for (String source : tree.texts("services/[^/]+/src/main/java/.*\\.java")) {
      Matcher mapping = MAPPING.matcher(source);
      if (mapping.find()) {
        read(mapping.group(1), source, all);
      }
    }
    return all;
  }

  private static void read(String prefix, String source, Map<String, String> all) {
    Map<String, List<Member>> groups = new HashMap<>();
    String outermost = null;
    String group = null;
    for (Matcher found = MEMBER.matcher(source.replaceAll("(?s)/\\*.*?\\*/", "")); found.find(); ) {
      if (found.group("group") != null) {
        group = found.group("group");
        outermost = outermost == null ? group : outermost;
        groups.put(group, new ArrayList<>());
      } else {
        groups.get(group).add(member(found));
      }
    }
    add(prefix, groups.get(outermost), groups, all);
  }

  private static Member member(Matcher found) {
    String name =
        found.group("name") == null
            ? found.group("method").replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT)
            : found.group("name");
    String otherwise = found.group("type").startsWith("Optional") ? "none" : "required";
    return new Member(
        name,
        found.group("type"),
        found.group("default") == null ? otherwise : "`" + found.group("default") + "`");
  }

  private static void add(
      String prefix,
      List<Member> members,
      Map<String, List<Member>> groups,
      Map<String, String> all) {
    for (Member member : members) {
      String name = prefix + "." + member.name();
      if (groups.containsKey(member.type())) {
        add(name, groups.get(member.type()), groups, all);
      } else {
        all.put(name, member.byDefault());
      }
    }
  }
}
