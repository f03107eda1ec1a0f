package io.delega.tracing;

import io.opentelemetry.api.common.AttributeKey;

/**
 * All that a span can say. None of it is about a person: a path is its template, and there is no
 * detail for a query, a header, a body, an address or the text of a failure.
 */
public enum Detail {
  /** The template of the path, such as {@code /connect/{link}}. */
  ROUTE("http.route"),
  /** {@code GET} and the like; {@code _OTHER} for one that HTTP does not define. */
  METHOD("http.request.method"),
  /** The status of the answer, a number. */
  STATUS("http.response.status_code"),
  /** A stable code of the API, such as {@code no_grant}. */
  CODE("delega.code"),
  /** The id of a proxied call, by which it is found in the ledger. */
  CALL("delega.call"),
  /** The type of the event that is taken in. */
  EVENT("delega.event"),
  /** The index of the event's leaf, a number. */
  LEAF("delega.leaf");

  private final String attribute;

  Detail(String attribute) {
    this.attribute = attribute;
  }

  AttributeKey<String> text() {
    return AttributeKey.stringKey(attribute);
  }

  AttributeKey<Long> number() {
    return AttributeKey.longKey(attribute);
  }
}
