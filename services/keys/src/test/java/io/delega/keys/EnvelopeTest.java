package io.delega.keys;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

class EnvelopeTest {
  private static final KeyContext CONTEXT = new KeyContext("agency-a", "con_1", "access-token", 3);

  private final Secret key = Secret.of(new byte[Envelope.KEY_LENGTH]);

  @Property
  void opensWhatItSealed(@ForAll byte[] plain) {
    byte[] sealed = Envelope.seal(key, plain, CONTEXT);
    assertThat(Envelope.open(key, sealed, CONTEXT).use(byte[]::clone)).isEqualTo(plain);
  }

  @Property
  void refusesAnyChangedByte(
      @ForAll @Size(max = 64) byte[] plain,
      @ForAll @IntRange(max = 92) int place,
      @ForAll @IntRange(min = 1, max = 255) int change) {
    byte[] sealed = Envelope.seal(key, plain, CONTEXT);
    Assume.that(place < sealed.length);
    sealed[place] = (byte) (sealed[place] ^ change);
    assertThatThrownBy(() -> Envelope.open(key, sealed, CONTEXT))
        .isInstanceOf(NotOpenedException.class);
  }

  @Property
  void refusesAnyOtherContext(
      @ForAll String agency,
      @ForAll String owner,
      @ForAll String field,
      @ForAll @LongRange(min = 0, max = 9) long generation) {
    KeyContext other = new KeyContext(agency, owner, field, generation);
    Assume.that(!other.equals(CONTEXT));
    byte[] sealed = Envelope.seal(key, "canary".getBytes(UTF_8), CONTEXT);
    assertThatThrownBy(() -> Envelope.open(key, sealed, other))
        .isInstanceOf(NotOpenedException.class);
  }

  @Property(tries = 20)
  void refusesAContextWhoseBordersMoved(@ForAll @IntRange(max = 7) int border) {
    KeyContext moved =
        new KeyContext(
            "agency-acon_1".substring(0, border), "agency-acon_1".substring(border), "f", 1);
    KeyContext whole = new KeyContext("agency-a", "con_1", "f", 1);
    byte[] sealed = Envelope.seal(key, new byte[] {1}, whole);
    assertThatThrownBy(() -> Envelope.open(key, sealed, moved))
        .isInstanceOf(NotOpenedException.class);
  }

  @Property(tries = 20)
  void refusesTruncatedInput(@ForAll @IntRange(max = 28) int length) {
    assertThatThrownBy(() -> Envelope.open(key, new byte[length], CONTEXT))
        .isInstanceOf(NotOpenedException.class);
  }
}
