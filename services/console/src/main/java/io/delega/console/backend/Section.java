package io.delega.console.backend;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.WebApplicationException;
import java.time.Duration;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * A part of a page that comes from one service; a service that is away costs its part only.
 *
 * @param items what the service answered
 * @param away whether it did not answer
 * @param forbidden whether the visitor's role may not see it
 */
public record Section<T>(List<T> items, boolean away, boolean forbidden) {
  private static final Logger LOG = Logger.getLogger(Section.class);

  /**
   * Loads a part within {@code timeout}. A 401 is passed on: the visitor must sign in again, and no
   * part of the page can say so.
   */
  public static <T> Uni<Section<T>> load(Uni<Shapes.Items<T>> call, Duration timeout) {
    return call.ifNoItem()
        .after(timeout)
        .fail()
        .map(page -> new Section<>(page.items(), false, false))
        .onFailure(failure -> status(failure) != 401)
        .recoverWithItem(
            failure -> {
              boolean forbidden = status(failure) == 403;
              if (!forbidden) {
                LOG.warnf("A service did not answer a page: %s", failure.getClass().getName());
              }
              return new Section<T>(List.of(), !forbidden, forbidden);
            });
  }

  /** The HTTP status of a failed call, or 0 where there was no answer. */
  public static int status(Throwable failure) {
    return failure instanceof WebApplicationException web ? web.getResponse().getStatus() : 0;
  }
}
