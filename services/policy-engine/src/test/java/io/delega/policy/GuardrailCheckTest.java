package io.delega.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.delega.policy.GuardrailCheck.Checked;
import io.delega.policy.GuardrailCheck.Problem;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GuardrailCheckTest {
  private static final GuardrailSchema SCHEMA = GuardrailSchema.of(List.of(Fixtures.SANDBOX));

  private static Checked check(String text) {
    return GuardrailCheck.check(text, SCHEMA);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "forbid(principal, action in Action::\"delete\", resource);",
        "// never\nforbid(principal, action in Action::\"write\", resource)\n"
            + "unless { principal.subject == \"bot\" };\n// that is all\n",
        "forbid(principal, action == Action::\"mail.messages.list\", resource) when {"
            + " context.resources has mailbox && context.resources.mailbox.contains(\"è\") };",
        "forbid(principal, action, resource) when { resource.provider == \"sandbox\" };"
            + "forbid(principal, action in Action::\"delete\", resource);"
      })
  void acceptsWhatCanForbid(String text) {
    assertThat(check(text)).isEqualTo(new Checked(List.of(), List.of()));
  }

  @Test
  void saysWhereAndHowToMendIt() {
    assertThat(
            check("forbid(principal,\n  action == Action::\"mail.messages.lst\", resource);")
                .errors())
        .contains(
            new Problem(
                "unrecognized action `Action::\"mail.messages.lst\"`",
                "did you mean `Action::\"mail.messages.list\"`?",
                2,
                13));
    assertThat(check("forbid(principal, action, resource)\nwhn { true };").errors())
        .containsExactly(
            new Problem(
                "invalid policy condition: whn",
                "condition must be either `when` or `unless`",
                2,
                1));
  }

  @Test
  void findsTheWrongOneOfSeveral() {
    String good = "forbid(principal, action in Action::\"delete\", resource); // è\n";
    assertThat(check(good + good + "  forbid(principal, action, resource) when { 1 > };").errors())
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.line()).isEqualTo(3);
              assertThat(problem.column()).isEqualTo(50);
            });
    assertThat(
            check(good + "forbid(principal, action, resource) when { context.x > 1 };" + good)
                .errors())
        .allSatisfy(problem -> assertThat(problem.line()).isEqualTo(2))
        .isNotEmpty();
  }

  @Test
  void onlyForbids() {
    assertThat(check("\n permit(principal, action, resource);").errors())
        .containsExactly(
            new Problem(
                "A guardrail can only forbid.",
                "what is allowed is said by grants, not here",
                2,
                2));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "  ", "nonsense", "forbid", "é;", "forbid(principal, action, resource)"})
  void refusesWhatIsNoPolicy(String text) {
    assertThat(check(text).errors()).hasSize(1);
  }

  @Test
  void pointsOutWhatForbidsEverythingOrNothing() {
    assertThat(check("forbid(principal, action, resource);").warnings())
        .extracting(Problem::message)
        .containsExactly("This forbids everything.");
    assertThat(
            check("forbid(principal, action, resource) when { true } unless { false };").warnings())
        .extracting(Problem::message)
        .containsExactly("This forbids everything.");
    assertThat(
            check(
                    "forbid(principal, action, resource) when { resource.provider == \"a\""
                        + " && resource.provider != resource.provider };")
                .errors())
        .isEmpty();
    assertThat(check("forbid(principal, action, resource) when { 1 == 2 };").warnings())
        .singleElement()
        .satisfies(warning -> assertThat(warning.message()).contains("impossible"));
  }

  @Test
  void theSchemaNamesWhatTheCatalogueHas() {
    assertThat(SCHEMA.text())
        .contains(
            "action \"mail.messages.list\" in [Action::\"read\"]", "\"mailbox\"?: Set<String>");
    assertThat(GuardrailSchema.of(io.delega.catalogue.Catalogue.builtIn().all()).text())
        .contains("entity Connection");
  }
}
