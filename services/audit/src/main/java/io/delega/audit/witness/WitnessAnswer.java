package io.delega.audit.witness;

/** What a witness answers to a checkpoint. */
sealed interface WitnessAnswer {
  /** It cosigned; the lines are not verified yet. */
  record Cosigned(String lines) implements WitnessAnswer {}

  /** It cosigned a checkpoint of another size last than the request said. */
  record OtherSize(long size) implements WitnessAnswer {}

  /** It found that the checkpoint does not continue what it cosigned. */
  record NotContinued(String said) implements WitnessAnswer {}

  /** It does not know the log, or cannot answer. */
  record Refused(int status, String said) implements WitnessAnswer {}
}
