package io.delega.ledger;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import org.erdtman.jcs.JsonCanonicalizer;

/**
 * What a leaf commits to. The leaf is public and tells nothing; the opening goes to its agency
 * only.
 *
 * <p>Version 1, byte for byte. Text is UTF-8 behind its length as four bytes, numbers are eight
 * bytes, most significant first, salts and digests are 32 bytes:
 *
 * <pre>
 * digest = SHA-256("delega/event/v1" 0x00 digestSalt JCS(event))
 * leaf   = 0x01 SHA-256("delega/leaf/v1" 0x00 salt id agency agencySequence time type digest)
 * </pre>
 *
 * <p>Both salts are random. When personal fields are erased, {@code digestSalt} is destroyed with
 * them, so that the digest cannot be guessed; the leaf still opens.
 *
 * @param id the event's id
 * @param agencySequence counts the agency's events from 0 without gaps
 * @param time as in the event
 * @param digest of the event's canonical JSON (RFC 8785), base64
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Opening(
    int version,
    String id,
    String agency,
    long agencySequence,
    String time,
    String type,
    String salt,
    String digest,
    String digestSalt) {
  private static final SecureRandom RANDOM = new SecureRandom();

  /** Commits to an event with fresh salts. */
  public static Opening of(
      String id, String agency, long agencySequence, String time, String type, JsonNode event) {
    byte[] salt = new byte[Hashes.LENGTH];
    byte[] digestSalt = new byte[Hashes.LENGTH];
    RANDOM.nextBytes(salt);
    RANDOM.nextBytes(digestSalt);
    return new Opening(
        1,
        id,
        agency,
        agencySequence,
        time,
        type,
        base64(salt),
        base64(digest(digestSalt, event)),
        base64(digestSalt));
  }

  /** The leaf's data. */
  public byte[] leaf() {
    MessageDigest hash = Hashes.sha256();
    hash.update("delega/leaf/v1\0".getBytes(StandardCharsets.US_ASCII));
    hash.update(Base64.getDecoder().decode(salt));
    text(hash, id);
    text(hash, agency);
    hash.update(ByteBuffer.allocate(Long.BYTES).putLong(agencySequence).array());
    text(hash, time);
    text(hash, type);
    hash.update(Base64.getDecoder().decode(digest));
    byte[] leaf = new byte[1 + Hashes.LENGTH];
    leaf[0] = 1;
    System.arraycopy(hash.digest(), 0, leaf, 1, Hashes.LENGTH);
    return leaf;
  }

  /** Whether this event, whole, is the one committed to. */
  public boolean commitsTo(JsonNode event) {
    return digestSalt != null
        && MessageDigest.isEqual(
            Base64.getDecoder().decode(digest),
            digest(Base64.getDecoder().decode(digestSalt), event));
  }

  private static byte[] digest(byte[] salt, JsonNode event) {
    try {
      MessageDigest hash = Hashes.sha256();
      hash.update("delega/event/v1\0".getBytes(StandardCharsets.US_ASCII));
      hash.update(salt);
      return hash.digest(new JsonCanonicalizer(event.toString()).getEncodedUTF8());
    } catch (IOException e) {
      throw new IllegalArgumentException("the event has no canonical form");
    }
  }

  private static void text(MessageDigest hash, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    hash.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
    hash.update(bytes);
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
