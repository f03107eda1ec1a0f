package io.delega.connect.page;

import java.util.List;

/** The page that asks; every word already in the client's language. */
public record AskView(
    String language,
    String agency,
    String provider,
    boolean reconnect,
    boolean oauth,
    List<AssistantView> assistants,
    String action,
    String csrf,
    String validUntil) {

  /** What one assistant may do. */
  public record AssistantView(String name, List<PermissionView> permissions, List<String> limits) {}

  /**
   * One operation, or a class of them, on named resources; none named means all.
   *
   * @param operations of a class what it stands for, by title
   */
  public record PermissionView(
      String title,
      String access,
      String accessWord,
      List<String> operations,
      List<String> resources) {
    public boolean everything() {
      return resources.isEmpty();
    }
  }
}
