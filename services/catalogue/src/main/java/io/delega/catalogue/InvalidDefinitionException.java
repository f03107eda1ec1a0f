package io.delega.catalogue;

import java.util.List;
import java.util.stream.Collectors;

/** A definition, or the settings for one, that cannot be used; says what and where. */
public final class InvalidDefinitionException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<Problem> problems;

  InvalidDefinitionException(List<Problem> problems) {
    super(
        problems.stream()
            .map(problem -> problem.pointer() + ": " + problem.message())
            .collect(Collectors.joining("; ")));
    this.problems = List.copyOf(problems);
  }

  /**
   * One thing that is wrong.
   *
   * @param pointer where, as a JSON pointer (RFC 6901)
   * @param message what, and what is expected
   */
  public record Problem(String pointer, String message) {}

  /** Everything that was found, at least one. */
  public List<Problem> problems() {
    return problems;
  }
}
