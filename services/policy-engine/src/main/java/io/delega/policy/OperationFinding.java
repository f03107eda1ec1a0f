package io.delega.policy;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/**
 * How one operation of a provider's definition stands to a request.
 *
 * @param operation its name
 * @param method as the definition has it
 * @param path as the definition has it
 * @param fits whether the request is this operation
 * @param why what kept it from being this one; null when it fits
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record OperationFinding(
    String operation, String method, String path, boolean fits, Why why) {

  /** Why a request is not an operation. */
  public enum Why {
    /** The path is this operation's, the method is not. */
    METHOD_DIFFERS,
    /** The method is this operation's, the path is only like it. */
    PATH_DIFFERS,
    /** Method and path fit, but another operation's path fits more exactly. */
    LESS_SPECIFIC,
    /** Method and path fit, and those of another operation just as well. */
    AMBIGUOUS,
    /** Method and path fit, but a resource is not named in a way that is read by all alike. */
    UNCLEAR;

    /** As it is called outside. */
    @JsonValue
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
