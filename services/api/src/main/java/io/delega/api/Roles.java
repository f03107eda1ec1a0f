package io.delega.api;

/** The roles a token can carry. */
public final class Roles {
  /** Everything of the agency. */
  public static final String ADMIN = "admin";

  /** Connections, grants, assistants, alerts. */
  public static final String OPERATOR = "operator";

  /** Reads the audit log and lists. */
  public static final String AUDITOR = "auditor";

  /** An agency's backend: clients, connect sessions, connections; reads grants. */
  public static final String BACKEND = "backend";

  /** A non-human caller of the proxy. */
  public static final String ASSISTANT = "assistant";

  /** The person who owns the accounts, restricted to the token's {@code client}. */
  public static final String CLIENT = "client";

  /** One of our own services; only this role reaches {@code /internal}. */
  public static final String SERVICE = "service";

  /** The operator of the platform itself, of no agency: the key-encryption key. */
  public static final String PLATFORM = "platform";

  private Roles() {}
}
