package io.delega.tokenvault.scheme;

/** What may stand in a header (RFC 9110, section 5.5), here without spaces. */
final class HeaderValue {
  private HeaderValue() {}

  /** Anything else would be refused in a header, with a message that repeats it. */
  static void check(String field, String value) {
    if (!value.chars().allMatch(c -> c > 0x20 && c < 0x7f)) {
      throw new AuthenticationScheme.UnusableException(
          field, "must not contain spaces or special characters");
    }
  }
}
