package io.delega.checks;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The source tree that these checks read. */
public final class Sources {
  private static final Path ROOT = root();

  private Sources() {}

  private static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.isRegularFile(folder.resolve("delega"))) {
      folder = folder.getParent();
    }
    return folder;
  }

  /** A file or folder by its path from the root. */
  public static Path file(String path) {
    return ROOT.resolve(path);
  }

  /** The text of a file by its path from the root. */
  public static String text(String path) {
    try {
      return Files.readString(file(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The properties in a file's text. */
  public static TreeMap<String, String> properties(String text) {
    Properties properties = new Properties();
    try {
      properties.load(new StringReader(text));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    TreeMap<String, String> all = new TreeMap<>();
    properties.forEach((name, value) -> all.put(name.toString(), value.toString()));
    return all;
  }

  /** Every place where the text matches. */
  public static Stream<MatchResult> matches(String regex, String text) {
    return Pattern.compile(regex).matcher(text).results();
  }
}
