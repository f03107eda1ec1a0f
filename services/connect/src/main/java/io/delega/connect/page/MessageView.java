package io.delega.connect.page;

/**
 * A page that says something.
 *
 * @param action where "Try again" goes, or null for no such button
 */
public record MessageView(
    String language, boolean switchable, String title, String text, String action, String csrf) {

  static MessageView of(String language, boolean switchable, String title, String text) {
    return new MessageView(language, switchable, title, text, null, null);
  }
}
