package io.delega.policy;

import io.delega.contracts.EnforcementState.Grant;
import io.delega.contracts.Permission;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Writes a grant as Cedar policies: one per permission. */
final class CedarText {
  private CedarText() {}

  static String policy(Grant grant, Permission permission, String connection) {
    StringBuilder text = new StringBuilder();
    text.append("permit(principal == Assistant::")
        .append(quoted(grant.assistant().id()))
        .append(permission.access() == null ? ", action == " : ", action")
        .append(permission.access() == null ? action(permission.operation()) : "")
        .append(", resource == Connection::")
        .append(quoted(connection))
        .append(") when { context.open.contains(")
        .append(quoted(grant.id()))
        .append(")")
        .append(permission.access() == null ? "" : ofClass(permission));
    if (grant.limits().expiresAt() != null) {
      text.append(" && context.now < ").append(grant.limits().expiresAt().toEpochMilli());
    }
    if (grant.limits().readOnly() != null) {
      text.append(" && context.access == \"read\"");
    }
    for (Map.Entry<String, List<String>> resource :
        new TreeMap<>(permission.resources()).entrySet()) {
      String name = quoted(resource.getKey());
      text.append(" && context.resources has ")
          .append(name)
          .append(" && ")
          .append(
              resource.getValue().stream()
                  .map(CedarText::quoted)
                  .collect(Collectors.joining(", ", "[", "]")))
          .append(".containsAll(context.resources[")
          .append(name)
          .append("])");
    }
    return text.append(" };").toString();
  }

  /** Named one by one and compared, never {@code in}: an operation may be called {@code read}. */
  private static String ofClass(Permission permission) {
    return permission.operations().stream()
        .map(CedarText::action)
        .collect(
            Collectors.joining(
                ", ",
                " && context.access == " + quoted(permission.access()) + " && [",
                "].contains(action)"));
  }

  private static String action(String operation) {
    return "Action::" + quoted(operation);
  }

  /** A Cedar string literal; everything that is not plain ASCII is escaped. */
  static String quoted(String value) {
    StringBuilder out = new StringBuilder("\"");
    value
        .codePoints()
        .forEach(
            c -> {
              if (c == '"' || c == '\\') {
                out.append('\\').append((char) c);
              } else if (c >= 0x20 && c < 0x7F) {
                out.append((char) c);
              } else {
                out.append("\\u{").append(Integer.toHexString(c)).append('}');
              }
            });
    return out.append('"').toString();
  }
}
