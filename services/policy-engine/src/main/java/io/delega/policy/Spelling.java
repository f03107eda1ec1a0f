package io.delega.policy;

import java.text.Normalizer;
import java.util.Locale;

/**
 * Whether two names could be one to somebody: frameworks fold case, turn dots, spaces and hyphens
 * into underscores, drop what cannot be seen, and take what stands before a bracket for the name.
 */
final class Spelling {
  private Spelling() {}

  /** Whether somebody could read {@code other} as {@code name}; a name is its own spelling. */
  static boolean same(String name, String other) {
    if (isVisibleAscii(other)) {
      return name.length() == other.length() && fold(name).equals(fold(other));
    }
    return fold(name).equals(fold(other));
  }

  /** The same of a parameter, which may also be of a list or an object: {@code name[…], name.…}. */
  static boolean sameParameter(String name, String other) {
    return same(name, other) || same(name, before('[', other)) || same(name, before('.', other));
  }

  private static String before(char end, String name) {
    int at = name.indexOf(end, 1);
    return at < 0 ? name : name.substring(0, at);
  }

  static String fold(String name) {
    if (isVisibleAscii(name)) {
      return underscored(name).toLowerCase(Locale.ROOT);
    }
    StringBuilder seen = new StringBuilder();
    Normalizer.normalize(name, Normalizer.Form.NFKC)
        .codePoints()
        .filter(c -> !PlainText.isUnseen(c))
        .forEach(seen::appendCodePoint);
    return underscored(seen.toString().strip()).toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
  }

  private static String underscored(String name) {
    char[] folded = name.toCharArray();
    for (int i = 0; i < folded.length; i++) {
      if (" .-[".indexOf(folded[i]) >= 0) {
        folded[i] = '_';
      }
    }
    return new String(folded);
  }

  private static boolean isVisibleAscii(String name) {
    for (int i = 0; i < name.length(); i++) {
      if (name.charAt(i) <= 0x20 || name.charAt(i) >= 0x7F) {
        return false;
      }
    }
    return true;
  }
}
