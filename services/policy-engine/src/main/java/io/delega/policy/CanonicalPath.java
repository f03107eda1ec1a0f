package io.delega.policy;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A path that everybody reads in the same way (RFC 3986, section 6.2.2): no dot or empty segments,
 * no semicolon, no encoded unreserved characters, upper-case escapes that are UTF-8, nothing that
 * decodes to an escape, a control character or a backslash. The only place that decides so.
 *
 * @param segments decoded; an encoded slash stays inside its segment
 */
record CanonicalPath(List<String> segments) {
  private static final Pattern ESCAPE = Pattern.compile("%[0-9A-Fa-f]{2}");
  private static final Pattern BROKEN_ESCAPE = Pattern.compile("%(?![0-9A-Fa-f]{2})");
  private static final Pattern DOTS = Pattern.compile("[. ]*");
  private static final String RESERVED_ALLOWED = "!$&'()*+,=:@";

  /** Why a path is not canonical. */
  static final class NotCanonicalException extends Exception {
    private static final long serialVersionUID = 1L;

    NotCanonicalException(String message) {
      super(message, null, false, false);
    }
  }

  static CanonicalPath of(String raw) throws NotCanonicalException {
    if (raw == null || raw.isEmpty() || raw.charAt(0) != '/') {
      throw new NotCanonicalException("the path does not begin with a slash");
    }
    List<String> segments = new ArrayList<>();
    if (raw.length() > 1) {
      for (String segment : raw.substring(1).split("/", -1)) {
        segments.add(decode(segment));
      }
    }
    return new CanonicalPath(List.copyOf(segments));
  }

  /**
   * The query of such a path: no more than is sent on unchanged; what its parameters mean is read
   * where a resource is named in one.
   *
   * @param raw null when there is none
   */
  static void checkQuery(String raw) throws NotCanonicalException {
    for (int i = 0; raw != null && i < raw.length(); i++) {
      char c = raw.charAt(i);
      if (c <= 0x20 || c >= 0x7F || c == '#' || c == '\\') {
        throw new NotCanonicalException("the query has a character that must be percent-encoded");
      }
    }
    if (raw != null && BROKEN_ESCAPE.matcher(raw).find()) {
      throw new NotCanonicalException("the query has a broken escape");
    }
  }

  static String decode(String segment) throws NotCanonicalException {
    if (segment.isEmpty()) {
      throw new NotCanonicalException("the path has an empty segment");
    }
    if (segment.indexOf(';') >= 0) {
      // Many servers cut off what follows: "/me;x" would be judged as one thing and served as
      // "/me".
      throw new NotCanonicalException("the path has a semicolon that is not percent-encoded");
    }
    byte[] bytes = new byte[segment.length()];
    int length = 0;
    for (int i = 0; i < segment.length(); i++) {
      char c = segment.charAt(i);
      if (c == '%') {
        bytes[length++] = escape(segment, i);
        i += 2;
      } else if (isUnreserved(c) || RESERVED_ALLOWED.indexOf(c) >= 0) {
        bytes[length++] = (byte) c;
      } else {
        throw new NotCanonicalException("the path has a character that must be percent-encoded");
      }
    }
    return checked(utf8(bytes, length));
  }

  private static byte escape(String text, int at) throws NotCanonicalException {
    if (at + 2 >= text.length()
        || !isUpperHex(text.charAt(at + 1))
        || !isUpperHex(text.charAt(at + 2))) {
      throw new NotCanonicalException(
          "the path has an escape that is not a percent sign and two upper-case hex digits");
    }
    int value = Integer.parseInt(text.substring(at + 1, at + 3), 16);
    if (value < 0x80 && isUnreserved((char) value)) {
      throw new NotCanonicalException("the path has an escape for a character that needs none");
    }
    if (value < 0x20 || value == 0x7F || value == '\\') {
      throw new NotCanonicalException("the path has an encoded control character or backslash");
    }
    return (byte) value;
  }

  private static String utf8(byte[] bytes, int length) throws NotCanonicalException {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(bytes, 0, length))
          .toString();
    } catch (CharacterCodingException e) {
      throw new NotCanonicalException("the path has escapes that are not UTF-8");
    }
  }

  private static String checked(String decoded) throws NotCanonicalException {
    if (ESCAPE.matcher(decoded).find()) {
      throw new NotCanonicalException("the path is encoded twice");
    }
    // Whoever decodes before splitting sees the parts of a segment as segments.
    for (String part : decoded.split("/", -1)) {
      if (part.isEmpty()) {
        throw new NotCanonicalException(
            "the path has an empty segment, or an encoded slash at an end of one");
      }
      if (DOTS.matcher(part).matches()) {
        throw new NotCanonicalException("the path has a dot segment");
      }
    }
    String problem = PlainText.problem(decoded);
    if (problem != null) {
      throw new NotCanonicalException("the path has " + problem);
    }
    return decoded;
  }

  private static boolean isUnreserved(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '-'
        || c == '.'
        || c == '_'
        || c == '~';
  }

  private static boolean isUpperHex(char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'F');
  }
}
