package io.delega.console.receipt;

import java.util.List;

/**
 * A receipt in the visitor's language.
 *
 * @param what was stopped
 * @param details of what was stopped, one line each
 * @param ofAccount whether a whole account was stopped, its credential with it
 * @param home the page that it was opened from, {@code /me} or {@code /console}
 */
public record ReceiptView(
    String language,
    String what,
    List<String> details,
    boolean ofAccount,
    List<Step> steps,
    String home) {

  /**
   * One step of the stop.
   *
   * @param done false while it is still to come
   * @param when empty where no time is known
   * @param event the id of its event; null when there is none
   * @param leaf its place in the ledger; null while none is known
   * @param missing why there is no place; empty when there is one
   */
  public record Step(
      String title,
      String says,
      boolean done,
      String when,
      String event,
      Long leaf,
      String missing) {}
}
