package io.delega.audit.ledger;

/**
 * Whom a personal part is about, and whose key seals it.
 *
 * @param id the client's, or {@code agency} for what belongs to no client
 */
public record Owner(String agency, String id) {
  /** The client the fact names, or else its agency. */
  static Owner of(Fact fact) {
    String client = fact.field("client");
    return client == null ? agency(fact.agency()) : new Owner(fact.agency(), client);
  }

  /** The agency itself, for what belongs to no client. */
  public static Owner agency(String agency) {
    return new Owner(agency, "agency");
  }
}
