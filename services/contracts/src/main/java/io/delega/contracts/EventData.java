package io.delega.contracts;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The payload of an event: a record whose {@link Type} is the CloudEvents {@code type}.
 *
 * <p>Two conventions hold for every payload. The fields {@code client}, {@code connection}, {@code
 * grant}, {@code assistant}, {@code operation}, {@code outcome}, {@code reason} and {@code callId}
 * mean the same everywhere and are what the audit log is searched by. Whatever is personal (a name,
 * a mail address, a record id) stands under {@code personal} and nowhere else, so that the ledger
 * can encrypt and later destroy it.
 */
public sealed interface EventData
    permits ConnectEvent, VaultEvent, PolicyEvent, AccessEvent, AuditEvent, AlertEvent {

  /**
   * The key under which the event travels, so that order holds among events of one key.
   *
   * @param subject the event's subject, which is the key unless the payload says otherwise
   */
  default String partitionKey(String subject) {
    return subject;
  }

  /** The CloudEvents type of a payload record. */
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.TYPE)
  @interface Type {
    String value();
  }
}
