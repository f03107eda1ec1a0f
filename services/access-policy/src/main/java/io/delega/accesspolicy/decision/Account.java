package io.delega.accesspolicy.decision;

import io.delega.accesspolicy.call.RecordedCall;
import io.delega.accesspolicy.decision.Answer.GuardrailFinding;
import io.delega.accesspolicy.decision.Answer.Judged;
import io.delega.accesspolicy.decision.Answer.Now;
import io.delega.accesspolicy.decision.Answer.Outcome;
import io.delega.contracts.AccessEvent.CallCompleted;
import io.delega.contracts.AccessEvent.CallDecided;
import io.delega.policy.Circumstances;
import io.delega.policy.Explanation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Gives account of one call: data and words. */
final class Account {
  private Account() {}

  /** Of a call that could be, at a moment. */
  static Answer couldBe(Known known, PossibleCall call, Instant at) {
    Explanation told = known.explain(call.request(), new Circumstances(at, call.source()));
    Verdict verdict = Verdict.of(told.decision());
    Map<String, List<String>> named = told.match() == null ? Map.of() : told.match().resources();
    Situation situation =
        new Situation(
            known, verdict, call.request().method(), call.request().rawPath(), named, told);
    List<Need> needed = verdict.allowed() ? List.of() : new Needs(situation).of(verdict.code());
    return new Answer(
        verdict.decision(),
        verdict.code(),
        verdict.detail(),
        verdict.operation(),
        verdict.grant(),
        null,
        known.state().connection(),
        known.state().client(),
        known.state().provider(),
        known.who().id(),
        known.who().subject(),
        situation.method(),
        situation.path(),
        at,
        known.state().version(),
        null,
        named,
        new Judged(known.state().version(), at),
        situation.operations(),
        situation.grants(),
        guardrails(situation),
        situation.rule(),
        needed,
        null,
        words(situation, words -> new Sentences(words).would(situation, needed)));
  }

  /** Of a call that was, as it was recorded; and what it would get now. */
  static Answer was(Known known, RecordedCall call, Instant now) {
    CallDecided decided = call.decided();
    boolean unchanged = decided.stateVersion() == known.state().version();
    Instant judgedAt = unchanged ? call.at() : now;
    Optional<Explanation> told = known.explain(call, judgedAt);
    Verdict recorded = Verdict.of(call);
    Verdict then = told.map(each -> Verdict.of(each.decision())).orElse(recorded);
    Verdict verdict =
        unchanged && then.isSame(recorded) ? recorded.withDetail(then.detail()) : recorded;
    Situation situation = situation(known, verdict, decided, told.orElse(null));
    Optional<Situation> today =
        known
            .explain(call, now)
            .map(each -> situation(known, Verdict.of(each.decision()), decided, each))
            .filter(each -> !each.verdict().isSame(verdict));
    List<Need> needed = needed(situation, today.orElse(null), call);
    return new Answer(
        verdict.decision(),
        verdict.code(),
        verdict.detail(),
        verdict.operation(),
        verdict.grant(),
        decided.callId(),
        decided.connection(),
        decided.client(),
        decided.provider(),
        known.who().id(),
        call.caller(),
        decided.method(),
        situation.path(),
        call.at(),
        decided.stateVersion(),
        outcome(call),
        situation.resources(),
        new Judged(known.state().version(), judgedAt),
        situation.operations(),
        situation.grants(),
        guardrails(situation),
        situation.rule(),
        needed,
        today.map(each -> now(each.verdict(), now)).orElse(null),
        words(
            situation,
            words -> new Sentences(words).was(situation, call, today.orElse(null), needed)));
  }

  private static Situation situation(
      Known known, Verdict verdict, CallDecided decided, Explanation told) {
    return new Situation(
        known,
        verdict,
        decided.method(),
        decided.personal() == null ? "" : decided.personal().path(),
        Known.named(decided),
        told);
  }

  /** Nothing is needed any more where the same call is allowed now. */
  private static List<Need> needed(Situation then, Situation today, RecordedCall call) {
    List<Need> needed = new ArrayList<>();
    Situation latest = today == null ? then : today;
    if (!latest.verdict().allowed()) {
      needed.addAll(new Needs(latest).of(latest.verdict().code()));
    } else if ("limit_exceeded".equals(then.verdict().code())) {
      needed.addAll(new Needs(then).of(then.verdict().code()));
    }
    if (call.completed() != null && call.completed().reason() != null) {
      new Needs(latest)
          .of(call.completed().reason()).stream()
              .filter(need -> !needed.contains(need))
              .forEach(needed::add);
    }
    return needed;
  }

  private static Now now(Verdict verdict, Instant at) {
    return new Now(
        verdict.decision(),
        verdict.code(),
        verdict.detail(),
        verdict.operation(),
        verdict.grant(),
        at);
  }

  private static Outcome outcome(RecordedCall call) {
    CallCompleted completed = call.completed();
    return completed == null
        ? null
        : new Outcome(
            completed.outcome(),
            completed.reason(),
            completed.status(),
            completed.durationMs(),
            call.endedAt());
  }

  private static List<GuardrailFinding> guardrails(Situation situation) {
    return situation.guardrails().stream()
        .map(each -> new GuardrailFinding(each.name(), each.owner()))
        .toList();
  }

  private static Map<String, String> words(
      Situation situation, java.util.function.Function<Words, Stream<String>> sentences) {
    return Words.LANGUAGES.stream()
        .collect(
            Collectors.toMap(
                language -> language,
                language ->
                    sentences
                        .apply(new Words(language, situation))
                        .collect(Collectors.joining(" "))));
  }
}
