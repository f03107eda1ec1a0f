package io.delega.ledger;

import java.util.List;

/**
 * What a verification found.
 *
 * @param proven whether everything that was checked holds
 * @param summary one line
 * @param details what was proven, or what failed where
 */
public record Verdict(boolean proven, String summary, List<String> details) {
  static Verdict proven(String summary, List<String> details) {
    return new Verdict(true, summary, List.copyOf(details));
  }

  static Verdict failed(String summary, List<String> details) {
    return new Verdict(false, summary, List.copyOf(details));
  }
}
