package io.delega.accesspolicy.guardrail;

import io.delega.accesspolicy.OwnContext;
import io.delega.accesspolicy.provider.Definitions;
import io.delega.api.ProblemException;
import io.delega.policy.GuardrailCheck;
import io.delega.policy.GuardrailCheck.Problem;
import io.delega.policy.GuardrailSchema;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;

/** Checks texts against the schema of what an agency can use. */
@ApplicationScoped
class GuardrailText {
  /** Characters. */
  static final int LONGEST = 20_000;

  private final Definitions definitions;

  @Inject
  GuardrailText(Definitions definitions) {
    this.definitions = definitions;
  }

  /** The schema for guardrails of an owner, in a session of its own. */
  Uni<GuardrailSchema> schema(Owner owner) {
    return definitions
        .all(owner.agency())
        .emitOn(Infrastructure.getDefaultWorkerPool())
        .map(GuardrailSchema::of);
  }

  /**
   * What the writer should know of a text that can be a guardrail.
   *
   * @return fails with 400 {@code guardrail_invalid}, which lists what is wrong and where
   */
  Uni<List<Problem>> check(Owner owner, String text) {
    if (text == null || text.isBlank()) {
      throw ProblemException.invalid("text", "is missing; write a Cedar policy that forbids.");
    }
    if (text.length() > LONGEST) {
      throw ProblemException.invalid("text", "is longer than " + LONGEST + " characters.");
    }
    return OwnContext.here(
        () ->
            schema(owner)
                .map(schema -> warnings(GuardrailCheck.check(text, schema)))
                .subscribeAsCompletionStage());
  }

  private static List<Problem> warnings(GuardrailCheck.Checked checked) {
    if (checked.errors().isEmpty()) {
      return checked.warnings();
    }
    Problem first = checked.errors().get(0);
    throw new ProblemException(
            400,
            "guardrail_invalid",
            "Line %d, column %d: %s%s"
                .formatted(
                    first.line(),
                    first.column(),
                    first.message(),
                    first.hint() == null ? "" : " (" + first.hint() + ")"))
        .with("field", "text")
        .with("errors", checked.errors());
  }
}
