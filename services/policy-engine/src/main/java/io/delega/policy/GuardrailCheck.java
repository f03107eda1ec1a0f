package io.delega.policy;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.cedarpolicy.BasicAuthorizationEngine;
import com.cedarpolicy.model.DetailedError;
import com.cedarpolicy.model.DetailedError.SourceLabel;
import com.cedarpolicy.model.Effect;
import com.cedarpolicy.model.ValidationRequest;
import com.cedarpolicy.model.ValidationResponse;
import com.cedarpolicy.model.exception.AuthException;
import com.cedarpolicy.model.policy.Policy;
import com.cedarpolicy.model.policy.PolicySet;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads a guardrail critically, so that its writer learns what is wrong with it and where. */
public final class GuardrailCheck {
  private static final BasicAuthorizationEngine ENGINE = new BasicAuthorizationEngine();
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern COMMENT = Pattern.compile("//[^\n]*");
  private static final String ID = "guardrail";

  private final String text;
  private final GuardrailSchema schema;
  private final Set<Problem> errors = new LinkedHashSet<>();
  private final Set<Problem> warnings = new LinkedHashSet<>();

  private GuardrailCheck(String text, GuardrailSchema schema) {
    this.text = text;
    this.schema = schema;
  }

  /**
   * Something about a text.
   *
   * @param hint how to mend it; null when nothing comes to mind
   * @param line from 1
   * @param column from 1, in characters
   */
  public record Problem(String message, String hint, int line, int column) {}

  /**
   * The outcome.
   *
   * @param errors why it cannot be a guardrail; empty when it can
   * @param warnings what it does that its writer may not expect
   */
  public record Checked(List<Problem> errors, List<Problem> warnings) {}

  /** Checks a text of one or more {@code forbid} policies. Never throws, whatever the text. */
  public static Checked check(String text, GuardrailSchema schema) {
    GuardrailCheck check = new GuardrailCheck(text, schema);
    try {
      check.policies();
    } catch (AuthException | JsonProcessingException | RuntimeException e) {
      check.errors.add(new Problem("The text cannot be read as Cedar.", null, 1, 1));
    }
    return new Checked(List.copyOf(check.errors), List.copyOf(check.warnings));
  }

  /** Policy by policy, because the engine locates problems only within one. */
  private void policies() throws AuthException, JsonProcessingException {
    int from = 0;
    for (int end = end(from); end < text.length(); end = end(from)) {
      policy(text.substring(from, end), from);
      from = end;
    }
    String last = text.substring(from);
    if (from == 0 || !COMMENT.matcher(last).replaceAll("").isBlank()) {
      policy(last, from);
    }
  }

  private void policy(String policy, int from) throws AuthException, JsonProcessingException {
    ValidationResponse answer = validated(policy);
    if (answer.errors.isPresent()) {
      errors.add(problem(answer.errors.get().get(0), policy, from));
    } else {
      judge(policy, from, answer);
    }
  }

  /** Behind the next semicolon that stands neither in a string nor in a comment. */
  private int end(int from) {
    boolean quoted = false;
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quoted) {
        i += c == '\\' ? 1 : 0;
        quoted = c != '"';
      } else if (c == '/' && text.startsWith("//", i)) {
        int line = text.indexOf('\n', i);
        i = line < 0 ? text.length() : line;
      } else if (c == ';') {
        return i + 1;
      } else {
        quoted = c == '"';
      }
    }
    return text.length();
  }

  private ValidationResponse validated(String policy) throws AuthException {
    return ENGINE.validate(
        new ValidationRequest(schema.schema(), new PolicySet(Set.of(new Policy(policy, ID)))));
  }

  private void judge(String policy, int from, ValidationResponse answer)
      throws AuthException, JsonProcessingException {
    answer.success.ifPresent(
        done -> {
          done.validationErrors.forEach(e -> errors.add(problem(e.getError(), policy, from)));
          done.validationWarnings.forEach(e -> warnings.add(problem(e.getError(), policy, from)));
        });
    Policy parsed = Policy.parseStaticPolicy(policy);
    int begin = from + policy.length() - policy.stripLeading().length();
    if (parsed.effect() == Effect.PERMIT) {
      errors.add(
          at(begin, "A guardrail can only forbid.", "what is allowed is said by grants, not here"));
    } else if (isWithoutCondition(JSON.readTree(parsed.toJson()))) {
      warnings.add(
          at(
              begin,
              "This forbids everything.",
              "name an action, such as `action in Action::\"delete\"`, or add a condition"));
    }
  }

  private static boolean isWithoutCondition(JsonNode policy) {
    for (String scope : List.of("principal", "action", "resource")) {
      if (!"All".equals(policy.path(scope).path("op").asText())) {
        return false;
      }
    }
    for (JsonNode condition : policy.path("conditions")) {
      boolean when = "when".equals(condition.path("kind").asText());
      JsonNode value = condition.path("body").path("Value");
      if (!value.isBoolean() || value.asBoolean() != when) {
        return false;
      }
    }
    return true;
  }

  private Problem problem(DetailedError error, String policy, int from) {
    String message =
        error
            .message
            .replace("for policy `" + ID + "`, ", "")
            .replace("failed to parse policy with id `" + ID + "` from string: ", "");
    String hint =
        error
            .help
            .filter(help -> !help.isEmpty())
            .map(help -> help.replace("for policy `" + ID + "`, ", ""))
            .or(() -> label(error))
            .orElse(null);
    return at(from + start(error, policy), message, hint);
  }

  private static Optional<String> label(DetailedError error) {
    return error.sourceLocations.stream()
        .flatMap(location -> location.label.stream())
        .filter(label -> !label.isEmpty())
        .findFirst();
  }

  /** The engine counts bytes of UTF-8. */
  private static int start(DetailedError error, String policy) {
    byte[] bytes = policy.getBytes(UTF_8);
    int start = error.sourceLocations.stream().mapToInt((SourceLabel l) -> l.start).min().orElse(0);
    return new String(bytes, 0, Math.min(start, bytes.length), UTF_8).length();
  }

  private Problem at(int position, String message, String hint) {
    String before = text.substring(0, Math.min(position, text.length()));
    int line = (int) before.chars().filter(c -> c == '\n').count() + 1;
    return new Problem(message, hint, line, before.length() - before.lastIndexOf('\n'));
  }
}
