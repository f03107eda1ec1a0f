package io.delega.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class NoteTest {
  /** The example of the Go package golang.org/x/mod/sumdb/note. */
  private static final String PETER =
      "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";

  private static final String PETERS_NOTE =
      """
      If you think cryptography is the answer to your problem,
      then you don't know what your problem is.

      \u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=
      """;

  @Test
  void acceptsThePublishedExample() {
    NoteKey key = NoteKey.parse(PETER);
    assertThat(key).hasToString(PETER);
    assertThat(SignedNote.parse(PETERS_NOTE).verifiedBy(key)).isTrue();
  }

  @Test
  void refusesAChangedText() {
    SignedNote changed = SignedNote.parse(PETERS_NOTE.replace("problem is", "answer is"));
    assertThat(changed.verifiedBy(NoteKey.parse(PETER))).isFalse();
  }

  @Test
  void aKeyWhoseIdDoesNotFitIsRefused() {
    assertThatThrownBy(() -> NoteKey.parse(PETER.replace("c74f20a3", "c74f20a4")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aCheckpointReadsBackAndItsKeySurvivesItsFile() {
    NoteKey.Signer signer =
        NoteKey.Signer.decode(NoteKey.Signer.generate("ledger.example/1").encoded());
    Checkpoint head = new Checkpoint("ledger.example/1", 7, Hashes.emptyRoot());
    String note = SignedNote.sign(head.text(), signer);
    Checkpoint read = Checkpoint.open(note, signer.verifier());
    assertThat(read.size()).isEqualTo(7);
    assertThat(read.root()).isEqualTo(head.root());
    assertThat(signer.toString()).contains("[redacted]");
  }

  @Test
  void aCheckpointOfAnotherKeyOrOriginIsRefused() {
    NoteKey.Signer signer = NoteKey.Signer.generate("ledger.example/1");
    NoteKey.Signer other = NoteKey.Signer.generate("ledger.example/1");
    String note =
        SignedNote.sign(new Checkpoint("ledger.example/1", 7, Hashes.emptyRoot()).text(), signer);
    assertThatThrownBy(() -> Checkpoint.open(note, other.verifier()))
        .isInstanceOf(IllegalArgumentException.class);
    String elsewhere =
        SignedNote.sign(new Checkpoint("elsewhere", 7, Hashes.emptyRoot()).text(), signer);
    assertThatThrownBy(() -> Checkpoint.open(elsewhere, signer.verifier()))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
