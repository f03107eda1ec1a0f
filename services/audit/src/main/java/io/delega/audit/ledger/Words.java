package io.delega.audit.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The words by which entries are searched, without anything personal, as hashes that hold for one
 * agency only. A word is letters, digits and underscores, so that an id is one word; call ids and
 * times are none. The database's {@code event_words} is the same rule.
 */
public final class Words {
  private static final Pattern BETWEEN = Pattern.compile("[^\\p{L}\\p{N}_]+");
  private static final Pattern NO_WORDS =
      Pattern.compile("call_[0-9A-Za-z-]{20,}|[0-9]{4}-[0-9]{2}-[0-9]{2}T.*");

  private Words() {}

  /** Whether a value is a call's id or a time, which are not searched as words. */
  public static boolean none(String value) {
    return NO_WORDS.matcher(value).matches();
  }

  /** The words of an event that has no personal part. */
  static long[] of(String agency, JsonNode event) {
    StringBuilder text = new StringBuilder();
    for (String attribute : new String[] {"type", "actorid", "subject"}) {
      collect(event.path(attribute), text);
    }
    event
        .path("data")
        .properties()
        .forEach(
            member -> {
              if (!member.getKey().equals("callId")) {
                collect(member.getValue(), text);
              }
            });
    JsonNode operation = event.path("data").path("operation");
    return hashes(
        agency,
        Stream.concat(
            split(text.toString()),
            operation.isTextual() ? Stream.of(operation(operation.textValue())) : Stream.of()));
  }

  /** The words of a text. */
  public static long[] of(String agency, String text) {
    return hashes(agency, split(text));
  }

  /** The words of a text, and that of a whole operation, whose parts are in many others. */
  public static long[] of(String agency, String text, String operation) {
    return hashes(agency, Stream.concat(split(text), Stream.of(operation(operation))));
  }

  private static Stream<String> split(String text) {
    return BETWEEN.splitAsStream(text.toLowerCase(Locale.ROOT)).filter(word -> !word.isEmpty());
  }

  private static String operation(String name) {
    return "operation=" + name;
  }

  private static long[] hashes(String agency, Stream<String> words) {
    MessageDigest digest = digest();
    return words.distinct().mapToLong(word -> hash(digest, agency + "/" + word)).toArray();
  }

  private static void collect(JsonNode value, StringBuilder text) {
    if (value.isContainerNode()) {
      value.forEach(inner -> collect(inner, text));
    } else if (value.isTextual() && !none(value.textValue())) {
      text.append(value.textValue()).append(' ');
    }
  }

  private static long hash(MessageDigest digest, String word) {
    return ByteBuffer.wrap(digest.digest(word.getBytes(StandardCharsets.UTF_8))).getLong();
  }

  /** MD5 because the database has it, too; nothing rests on its strength. */
  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
