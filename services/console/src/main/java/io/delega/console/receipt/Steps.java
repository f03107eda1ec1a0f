package io.delega.console.receipt;

import io.delega.console.backend.Shapes.AtProvider;
import io.delega.console.backend.Shapes.Enforcement;
import io.delega.console.backend.Shapes.Entry;
import io.delega.console.backend.Shapes.Receipt;
import io.delega.console.backend.Shapes.Revoked;
import io.delega.console.receipt.ReceiptView.Step;
import io.delega.console.web.Texts;
import io.delega.console.web.Words;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Says what is known of a stop, and of each step that is not done that it is to come. */
final class Steps {
  /** What the ledger said about an event. */
  record Found(Entry entry, boolean away) {}

  private final Words words;
  private final Texts texts;
  private final Map<String, Found> ledger;

  Steps(Words words, Map<String, Found> ledger) {
    this.words = words;
    this.texts = Words.texts(words.language());
    this.ledger = ledger;
  }

  /** Of a whole account. */
  List<Step> of(Revoked revoked) {
    Receipt receipt = receipt(revoked.receipt());
    return List.of(
        stopped(revoked.revokedAt(), receipt.revoked()),
        blocked(revoked.revokedAt(), revoked.enforcement(), receipt.blocked()),
        atProvider(revoked.provider(), receipt.provider()),
        step(
            texts.stepCredential(),
            revoked.shredded() ? texts.credentialDestroyed() : texts.stillToCome(),
            revoked.shredded(),
            null,
            receipt.credential()));
  }

  /** Of one grant. */
  List<Step> of(Enforcement enforcement) {
    Receipt receipt = receipt(enforcement.receipt());
    return List.of(
        stopped(enforcement.revokedAt(), receipt.revoked()),
        blocked(enforcement.revokedAt(), enforcement, receipt.blocked()));
  }

  private static Receipt receipt(Receipt known) {
    return known == null ? new Receipt(null, null, null, null) : known;
  }

  private Step stopped(Instant at, String event) {
    Found found = event == null ? null : ledger.get(event);
    boolean byClient =
        found != null
            && found.entry() != null
            && found.entry().actor() != null
            && "client".equals(found.entry().actor().kind());
    boolean known = found != null && found.entry() != null;
    String says =
        byClient
            ? texts.stoppedByClient()
            : known ? texts.stoppedByAgency() : texts.stoppedStored();
    return step(texts.stepStopped(), says, true, at, event);
  }

  /** The time it took is from the stop as shown, not from when access-policy heard of it. */
  private Step blocked(Instant stopped, Enforcement enforcement, String event) {
    boolean done = enforcement != null && enforcement.enforcedAt() != null;
    if (!done) {
      return step(texts.stepBlocked(), texts.blockedPending(), false, null, null);
    }
    int confirmed = enforcement.enforcementPoints().confirmed();
    int expired = enforcement.enforcementPoints().expired();
    long took = Math.max(0, Duration.between(stopped, enforcement.enforcedAt()).toMillis());
    String says = texts.blockedBy(confirmed, took);
    return step(
        texts.stepBlocked(),
        expired == 0 ? says : says + " " + texts.blockedExpired(expired),
        true,
        enforcement.enforcedAt(),
        event);
  }

  private Step atProvider(AtProvider provider, String event) {
    String outcome =
        provider == null ? "pending" : Objects.requireNonNullElse(provider.outcome(), "");
    String reason = provider == null ? "" : Objects.requireNonNullElse(provider.reason(), "");
    String says =
        switch (outcome) {
          case "revoked" -> texts.providerRevoked();
          case "unsupported" ->
              "nothing_stored".equals(reason)
                  ? texts.providerNothingStored()
                  : texts.providerUnsupported();
          case "failed" -> texts.providerFailed(reason);
          default -> texts.providerPending();
        };
    return step(texts.stepProvider(), says, !"pending".equals(outcome), null, event);
  }

  /** The time is the step's own where it is known, else the ledger's. */
  private Step step(String title, String says, boolean done, Instant at, String event) {
    Found found = event == null ? null : ledger.get(event);
    Entry entry = found == null ? null : found.entry();
    Instant when = at != null || entry == null ? at : entry.time();
    String missing = "";
    if (entry == null && done) {
      missing =
          event == null
              ? texts.noReference()
              : found != null && found.away() ? texts.ledgerAway() : texts.ledgerSoon();
    }
    return new Step(
        title,
        says,
        done,
        words.exactly(when),
        event,
        entry == null ? null : entry.leafIndex(),
        missing);
  }
}
