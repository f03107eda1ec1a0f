package io.delega.console.web;

import io.delega.console.backend.Shapes.AccessRequest;
import io.delega.console.backend.Shapes.Permission;
import java.util.Collection;
import java.util.List;

/** What an agency asks a client for, in the words of the connect page. */
public record AskRow(
    String id,
    String connection,
    String client,
    String assistant,
    List<PermissionRow> permissions,
    List<String> limits,
    String reason,
    String state,
    String stateWord,
    String until) {

  /**
   * One operation, or a class of them, on named resources; none named means all.
   *
   * @param operations of a class what it stands for, by title
   */
  public record PermissionRow(
      String title,
      String access,
      String accessWord,
      List<String> operations,
      List<String> resources) {
    public boolean everything() {
      return resources.isEmpty();
    }
  }

  /** Whether it waits for the client. */
  public boolean open() {
    return "open".equals(state);
  }

  /** The row of a request. */
  public static AskRow of(AccessRequest request, Words words, String client) {
    return new AskRow(
        request.id(),
        request.connection(),
        client,
        request.assistantName(),
        request.permissions().stream().map(permission -> row(permission, words)).toList(),
        words.limits(request.limits()),
        request.reason(),
        request.state(),
        words.state(request.state()),
        words.date(request.expiresAt()));
  }

  private static PermissionRow row(Permission permission, Words words) {
    boolean ofClass = permission.access() != null;
    String kind = ofClass ? permission.access() : words.kind(permission.operation());
    return new PermissionRow(
        ofClass ? words.all(kind) : words.operation(permission.operation()),
        kind,
        words.kindWord(kind),
        permission.operations().stream().map(words::operation).toList(),
        permission.resources().values().stream().flatMap(Collection::stream).toList());
  }
}
