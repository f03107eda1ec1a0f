package io.delega.contracts;

/**
 * Who did something.
 *
 * @param kind one of {@code user}, {@code backend}, {@code assistant}, {@code client}, {@code
 *     service}
 * @param id the OIDC subject, or for {@code client} the client's id, or the service's name
 */
public record Actor(String kind, String id) {
  public static final String USER = "user";
  public static final String BACKEND = "backend";
  public static final String ASSISTANT = "assistant";
  public static final String CLIENT = "client";
  public static final String SERVICE = "service";

  /** One of our own services acting on its own account. */
  public static Actor service(String name) {
    return new Actor(SERVICE, name);
  }
}
