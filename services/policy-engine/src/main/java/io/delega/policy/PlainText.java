package io.delega.policy;

import java.text.Normalizer;

/** Text that every reader takes for the same, as the name of a resource has to be. */
final class PlainText {
  /** No resource has a longer name, so that remembering some takes little memory. */
  static final int LONGEST = 2_048;

  private PlainText() {}

  /** What it has that another reader could change or overlook; null when nothing. */
  static String problem(String text) {
    if (text.length() > LONGEST) {
      return "more than " + LONGEST + " characters";
    }
    if (isPlainAscii(text)) {
      return null;
    }
    if (!Normalizer.isNormalized(text, Normalizer.Form.NFKC)) {
      return "characters with another canonical form";
    }
    return text.codePoints().anyMatch(PlainText::isUnseen)
        ? "invisible or unassigned characters"
        : null;
  }

  private static boolean isPlainAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < 0x20 || text.charAt(i) >= 0x7F) {
        return false;
      }
    }
    return true;
  }

  /** Controls, formats, half surrogates, and what Unicode lets a reader leave out. */
  static boolean isUnseen(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.UNASSIGNED,
          Character.PRIVATE_USE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> isIgnorable(codePoint);
    };
  }

  /** Marks and letters without a shape (Unicode, Default_Ignorable_Code_Point). */
  private static boolean isIgnorable(int c) {
    return c == 0x034F
        || c == 0x115F
        || c == 0x1160
        || c == 0x17B4
        || c == 0x17B5
        || (c >= 0x180B && c <= 0x180F)
        || (c >= 0xFE00 && c <= 0xFE0F)
        || (c >= 0xE0100 && c <= 0xE01EF);
  }
}
