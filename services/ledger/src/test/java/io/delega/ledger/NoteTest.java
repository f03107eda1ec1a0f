package io.delega.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Base64;
import java.util.List;
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

  /** A checkpoint of a public log, cosigned by a public witness; both in May 2026. */
  private static final String COSIGNED =
      """
      arche2025h1.staging.ct.transparency.dev
      1432088532
      U7WM79jrzyhGZ5/GUBTpM7NzwdyfFx61t3RovgcC4Ro=

      \u2014 arche2025h1.staging.ct.transparency.dev ui8GwCF1+kWqZrxGdhj4aX3gcw7XUlXQQabg/27lefwhUkzbC3NygNI75MdhL1bfTW9g8Ei59RA23oHP7Ry1k3ZFWwQ=
      \u2014 remora.n621.de 2net5wAAAABqEiEgPlfF3V06o0Y+fHM+J5J9s27wgxxcOVSpZ/2g/KSiXCg9DEZI+aVCIobWX9sXTynk5XeU/zZ0WBxtqB0DrAWfBw==
      """;

  private static final NoteKey ARCHE =
      NoteKey.parse(
          "arche2025h1.staging.ct.transparency.dev+ba2f06c0+AU0vHmlGCS/PdN8b2OaGmKprLI8HKM+dJ472xgFYh15f");
  private static final NoteKey REMORA =
      NoteKey.parse("remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2");

  @Test
  void acceptsWhatAPublicWitnessCosigned() {
    SignedNote note = SignedNote.parse(COSIGNED);
    assertThat(Checkpoint.open(COSIGNED, ARCHE).size()).isEqualTo(1_432_088_532L);
    assertThat(REMORA.kind()).isEqualTo(NoteKey.Kind.COSIGNATURE);
    assertThat(note.cosignedAt(REMORA)).contains(Instant.ofEpochSecond(0x6a122120L));
    assertThat(note.cosignedAt(ARCHE)).isEmpty();
    SignedNote changed = SignedNote.parse(COSIGNED.replace("1432088532", "1432088533"));
    assertThat(changed.cosignedAt(REMORA)).isEmpty();
    assertThat(changed.verifiedBy(ARCHE)).isFalse();
  }

  @Test
  void aCosignatureIsBoundToItsTimeAndIsNoOrdinarySignature() {
    NoteKey.Signer log = NoteKey.Signer.generate("ledger.example/1");
    NoteKey.Signer witness =
        NoteKey.Signer.decode(
            NoteKey.Signer.generate("witness.example", NoteKey.Kind.COSIGNATURE).encoded());
    String text = new Checkpoint("ledger.example/1", 7, Hashes.emptyRoot()).text();
    Instant at = Instant.parse("2026-03-02T09:30:36Z");
    String line = SignedNote.cosign(text, witness, at);
    String note = SignedNote.sign(text, log) + line;
    assertThat(SignedNote.parse(note).cosignedAt(witness.verifier())).contains(at);
    assertThat(SignedNote.parse(note).lines(witness.verifier())).isEqualTo(line);
    byte[] bytes = Base64.getDecoder().decode(line.split(" ", -1)[2].strip());
    bytes[11] ^= 1;
    String later =
        SignedNote.sign(text, log)
            + "\u2014 witness.example "
            + Base64.getEncoder().encodeToString(bytes)
            + "\n";
    assertThat(SignedNote.parse(later).cosignedAt(witness.verifier())).isEmpty();
    assertThat(SignedNote.parse(SignedNote.sign(text, log)).cosignedAt(witness.verifier()))
        .isEmpty();
  }

  @Test
  void aRequestToAWitnessReadsBackAndWhatIsNoneIsRefused() {
    AddCheckpoint request = new AddCheckpoint(5, List.of(Hashes.emptyRoot()), COSIGNED);
    AddCheckpoint read = AddCheckpoint.parse(request.text());
    assertThat(read.oldSize()).isEqualTo(5);
    assertThat(read.proof()).singleElement().isEqualTo(Hashes.emptyRoot());
    assertThat(read.note()).isEqualTo(COSIGNED);
    assertThat(AddCheckpoint.parse("old 0\n\n" + COSIGNED).proof()).isEmpty();
    String hash = Base64.getEncoder().encodeToString(Hashes.emptyRoot()) + "\n";
    for (String wrong :
        List.of(
            "",
            "old 5",
            "old 05\n\n" + COSIGNED,
            "old -1\n\n" + COSIGNED,
            "size 5\n\n" + COSIGNED,
            "old 5\nAAAA\n\n" + COSIGNED,
            "old 5\n*\n\n" + COSIGNED,
            "old 5\n" + hash.repeat(64) + "\n" + COSIGNED)) {
      assertThatThrownBy(() -> AddCheckpoint.parse(wrong))
          .as(wrong)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
