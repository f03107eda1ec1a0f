package io.delega.idempotency;

import io.delega.api.ProblemException;
import io.delega.contracts.EventJson;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A caller's name for one creation, so that repeating the request creates nothing else
 * (draft-ietf-httpapi-idempotency-key-header). It is kept for a day.
 */
public final class IdempotencyKey {
  public static final String HEADER = "Idempotency-Key";

  /** Without a key every request creates. */
  private static final IdempotencyKey NONE = new IdempotencyKey(null, null);

  private static final int LONGEST = 255;
  private static final String INSERT =
      "INSERT INTO idempotency_key (id, fingerprint, made) VALUES (?1, ?2, '')"
          + " ON CONFLICT (id) DO NOTHING";

  private final String key;
  private final String fingerprint;

  private IdempotencyKey(String key, String fingerprint) {
    this.key = key;
    this.fingerprint = fingerprint;
  }

  /**
   * Reads the header.
   *
   * @param header null when there is none
   * @param body what is to be created
   * @throws ProblemException 400 {@code invalid_field} when it is empty or too long
   */
  public static IdempotencyKey of(String header, Object body) {
    if (header == null) {
      return NONE;
    }
    if (header.isBlank() || header.length() > LONGEST) {
      throw ProblemException.invalid(HEADER, "1 to " + LONGEST + " characters.");
    }
    return new IdempotencyKey(
        header, body.getClass().getSimpleName() + "/" + digest(EventJson.writeBytes(body)));
  }

  /**
   * Creates, or finds what the same request created before; in the caller's transaction, which
   * makes requests with the same key wait for each other.
   *
   * @param found by its id
   * @param id of what is created
   * @return fails with 422 {@code idempotency_key_reused} when the key named another request
   */
  public <T> Uni<T> once(
      String agency,
      Supplier<Uni<T>> create,
      Function<T, String> id,
      Function<String, Uni<T>> found) {
    if (key == null) {
      return create.get();
    }
    String row = agency + "/" + key;
    return Panache.getSession()
        .chain(
            session ->
                session
                    .createNativeQuery(INSERT)
                    .setParameter(1, row)
                    .setParameter(2, fingerprint)
                    .executeUpdate())
        .chain(
            inserted ->
                inserted == 1
                    ? create.get().call(made -> remember(row, id.apply(made)))
                    : made(row).chain(made -> found.apply(made)));
  }

  private static Uni<Integer> remember(String row, String made) {
    return Panache.getSession()
        .chain(
            session ->
                session
                    .createNativeQuery("UPDATE idempotency_key SET made = ?2 WHERE id = ?1")
                    .setParameter(1, row)
                    .setParameter(2, made)
                    .executeUpdate());
  }

  private Uni<String> made(String row) {
    return Panache.getSession()
        .chain(
            session ->
                session
                    .createNativeQuery(
                        "SELECT fingerprint || ' ' || made FROM idempotency_key WHERE id = ?1",
                        String.class)
                    .setParameter(1, row)
                    .getSingleResult())
        .map(
            known ->
                Optional.of(known)
                    .filter(text -> text.startsWith(fingerprint + " "))
                    .map(text -> text.substring(fingerprint.length() + 1))
                    .orElseThrow(
                        () ->
                            new ProblemException(
                                422,
                                "idempotency_key_reused",
                                "This " + HEADER + " belongs to another request; use a new one.")));
  }

  private static String digest(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
