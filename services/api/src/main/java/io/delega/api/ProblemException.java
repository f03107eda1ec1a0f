package io.delega.api;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A failure with a stable code, answered as problem+json (RFC 9457).
 *
 * <p>{@code detail} says what was wrong and how to mend it, for a person; it never holds a secret.
 */
public final class ProblemException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final String code;
  private final transient Map<String, Object> members = new LinkedHashMap<>();
  private final transient Map<String, String> headers = new LinkedHashMap<>();

  /** A problem with an HTTP status (400 to 599), a code in snake case, and a detail. */
  public ProblemException(int status, String code, String detail) {
    super(detail, null, false, false);
    this.status = status;
    this.code = code;
  }

  /** 400 {@code invalid_field}, naming the field. */
  public static ProblemException invalid(String field, String detail) {
    return new ProblemException(400, "invalid_field", field + ": " + detail).with("field", field);
  }

  /** 404 {@code not_found}; also the answer for what belongs to another agency. */
  public static ProblemException notFound(String what) {
    return new ProblemException(404, "not_found", "No such " + what + ".");
  }

  /** 403 {@code forbidden}. */
  public static ProblemException forbidden(String detail) {
    return new ProblemException(403, "forbidden", detail);
  }

  /** 409 with a code. */
  public static ProblemException conflict(String code, String detail) {
    return new ProblemException(409, code, detail);
  }

  /** Adds a member to the problem object. */
  public ProblemException with(String member, Object value) {
    members.put(member, value);
    return this;
  }

  /** Adds a header to the answer. */
  public ProblemException header(String name, String value) {
    headers.put(name, value);
    return this;
  }

  /** The HTTP status. */
  public int status() {
    return status;
  }

  /** The stable code. */
  public String code() {
    return code;
  }

  /** Headers of the answer. */
  public Map<String, String> headers() {
    return headers;
  }

  /** The problem object. */
  public Map<String, Object> body() {
    return Problem.body(status, code, getMessage(), members);
  }
}
