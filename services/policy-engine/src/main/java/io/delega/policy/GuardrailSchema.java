package io.delega.policy;

import com.cedarpolicy.model.exception.InternalException;
import com.cedarpolicy.model.schema.Schema;
import io.delega.catalogue.ProviderDefinition;
import io.delega.catalogue.ProviderDefinition.Operation;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The Cedar schema that guardrails are written against: every operation of the providers is an
 * action, inside one of the actions {@code read}, {@code write} and {@code delete}.
 */
public final class GuardrailSchema {
  private static final Set<String> CLASSES = new TreeSet<>(Set.of("read", "write", "delete"));
  private static final String ENTITIES =
      """
      entity Assistant = { issuer: String, subject: String };
      entity Connection = { agency: String, client: String, provider: String };
      """;

  private final String text;
  private final Schema schema;

  private GuardrailSchema(String text, Schema schema) {
    this.text = text;
    this.schema = schema;
  }

  private static final class Action {
    final Set<String> classes = new TreeSet<>();
    final Set<String> resources = new TreeSet<>();
  }

  /** Generates it from the definitions that an agency can use. */
  public static GuardrailSchema of(Collection<ProviderDefinition> definitions) {
    Map<String, Action> actions = new TreeMap<>();
    for (ProviderDefinition definition : definitions) {
      for (Operation operation : definition.operations()) {
        Action action = actions.computeIfAbsent(operation.name(), first -> new Action());
        action.classes.add(operation.access().name().toLowerCase(Locale.ROOT));
        action.resources.addAll(operation.resources().keySet());
      }
    }
    String text = text(actions);
    try {
      return new GuardrailSchema(text, Schema.parse(Schema.JsonOrCedar.Cedar, text));
    } catch (InternalException e) {
      throw new IllegalStateException("the generated schema does not parse", e);
    }
  }

  private static String text(Map<String, Action> actions) {
    StringBuilder text = new StringBuilder(ENTITIES);
    for (String name : CLASSES) {
      if (!actions.containsKey(name)) {
        text.append("action ").append(CedarText.quoted(name)).append(";\n");
      }
    }
    actions.forEach((name, action) -> text.append(declaration(name, action)));
    return text.toString();
  }

  private static String declaration(String name, Action action) {
    String groups =
        CLASSES.contains(name)
            ? ""
            : action.classes.stream()
                .map(one -> "Action::" + CedarText.quoted(one))
                .collect(Collectors.joining(", ", " in [", "]"));
    String resources =
        action.resources.stream()
            .map(one -> CedarText.quoted(one) + "?: Set<String>")
            .collect(Collectors.joining(", ", "{ ", " }"));
    return "action "
        + CedarText.quoted(name)
        + groups
        + " appliesTo { principal: [Assistant], resource: [Connection], context: {"
        + " access: String, now: Long, resources: "
        + resources
        + " } };\n";
  }

  /** The schema in Cedar's own notation, to be shown to whoever writes a guardrail. */
  public String text() {
    return text;
  }

  Schema schema() {
    return schema;
  }
}
