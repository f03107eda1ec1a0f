package io.delega.sandbox;

/** The switches as they stand; counted ones run down. */
final class Misbehaviour {
  private final Tokens tokens;
  private Switches now = Switches.GOOD;

  Misbehaviour(Tokens tokens) {
    this.tokens = tokens;
  }

  synchronized void change(Switches change) {
    now = now.with(change);
    if (change.tokenLifetime() != null) {
      tokens.lifetime(change.tokenLifetime());
    }
  }

  synchronized Switches now() {
    return now.with(new Switches(null, null, null, null, null, null, null, tokens.lifetime()));
  }

  /** What the next API request suffers. */
  enum Fate {
    NONE,
    TOO_MANY_REQUESTS,
    SERVER_ERROR
  }

  synchronized Fate nextApiFate() {
    if (now.tooManyRequests() > 0) {
      change(new Switches(null, null, now.tooManyRequests() - 1, null, null, null, null, null));
      return Fate.TOO_MANY_REQUESTS;
    }
    if (now.serverErrors() > 0) {
      change(new Switches(null, null, null, null, now.serverErrors() - 1, null, null, null));
      return Fate.SERVER_ERROR;
    }
    return Fate.NONE;
  }

  synchronized boolean nextTokenErrs() {
    boolean errs = now.tokenErrors() > 0;
    if (errs) {
      change(new Switches(null, null, null, null, null, now.tokenErrors() - 1, null, null));
    }
    return errs;
  }

  synchronized boolean nextTokenAnswerDrops() {
    boolean drops = now.dropTokenAnswers() > 0;
    if (drops) {
      change(new Switches(null, null, null, null, null, null, now.dropTokenAnswers() - 1, null));
    }
    return drops;
  }
}
