package io.delega.accesspolicy.decision;

import io.delega.accesspolicy.call.RecordedCall;
import io.delega.contracts.AccessEvent.CallCompleted;
import io.delega.contracts.Counter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Which sentences are said of a call, in which order. */
final class Sentences {
  /** Their own words name the operation. */
  private static final Set<String> NAME_THE_OPERATION = Set.of("no_grant", "resource_not_granted");

  private final Words words;
  private final List<String> said = new ArrayList<>();

  Sentences(Words words) {
    this.words = words;
  }

  Stream<String> would(Situation situation, List<Need> needed) {
    Verdict verdict = situation.verdict();
    said.add(words.say("lead.would." + verdict.decision()));
    why(verdict);
    if (verdict.allowed() && limited(situation)) {
      said.add(words.say("is.limited"));
    }
    return with(needed);
  }

  Stream<String> was(Situation situation, RecordedCall call, Situation today, List<Need> needed) {
    Verdict verdict = situation.verdict();
    words.with("at", call.at());
    said.add(words.say("lead.was." + verdict.decision()));
    why(verdict);
    if (verdict.allowed()) {
      ended(call.completed());
    }
    if (today != null) {
      now(today);
    }
    return with(needed);
  }

  private void why(Verdict verdict) {
    boolean named = !verdict.allowed() && NAME_THE_OPERATION.contains(verdict.code());
    if (verdict.operation() != null && !named) {
      said.add(words.say("is.operation"));
    }
    if (!verdict.allowed()) {
      said.add(words.happened(verdict.code()));
    }
  }

  private void ended(CallCompleted completed) {
    if (completed == null) {
      said.add(words.say("outcome.open"));
      return;
    }
    Integer status = completed.status();
    words.with("status", status == null ? "?" : status.toString());
    said.add(words.say("outcome." + completed.outcome()));
    if (completed.reason() != null && !"unknown".equals(completed.outcome())) {
      said.add(words.happened(completed.reason()));
    }
  }

  private void now(Situation today) {
    Words present = words.of(today);
    said.add(present.say("now." + today.verdict().decision()));
    if (!today.verdict().allowed()) {
      said.add(present.happened(today.verdict().code()));
    }
  }

  private Stream<String> with(List<Need> needed) {
    needed.forEach(need -> said.add(words.need(need)));
    return said.stream();
  }

  private static boolean limited(Situation situation) {
    return situation
        .nearest()
        .map(each -> Counter.of(each.grant(), each.limits()).limits())
        .orElse(false);
  }
}
