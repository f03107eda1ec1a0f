package io.delega.connect.remote;

import jakarta.ws.rs.WebApplicationException;

/** What a failed call of another service means. */
public final class Remote {
  private Remote() {}

  /** The status that was answered; 0 when there was no answer. */
  public static int status(Throwable failure) {
    return failure instanceof WebApplicationException web ? web.getResponse().getStatus() : 0;
  }
}
