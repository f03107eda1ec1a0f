package io.delega.keys;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * What a ciphertext belongs to. Bound as additional authenticated data: moved anywhere else it does
 * not open.
 *
 * @param agency the tenant
 * @param owner the id of the connection, integration or client
 * @param field what it is, such as {@code data-key} or {@code access-token}
 * @param generation counts the owner's keys, from 1
 */
public record KeyContext(String agency, String owner, String field, long generation) {
  public KeyContext {
    if (agency == null || owner == null || field == null) {
      throw new IllegalArgumentException("a key context names agency, owner and field");
    }
  }

  /** The same owner and generation, another field. */
  public KeyContext field(String other) {
    return new KeyContext(agency, owner, other, generation);
  }

  /** An unambiguous encoding: every part with its length before it. */
  byte[] bytes() {
    List<byte[]> parts =
        List.of(agency.getBytes(UTF_8), owner.getBytes(UTF_8), field.getBytes(UTF_8));
    int size = parts.stream().mapToInt(p -> 4 + p.length).sum() + 8;
    ByteBuffer out = ByteBuffer.allocate(size);
    parts.forEach(p -> out.putInt(p.length).put(p));
    return out.putLong(generation).array();
  }
}
