package io.delega.accesspolicy.grant;

import io.delega.accesspolicy.connection.Connection;
import io.delega.accesspolicy.connection.EnforcedState;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;

/**
 * Forgets which mailboxes, records and other resources of a client who has left were granted: their
 * names can be personal. That there were grants, whose and until when, stays.
 */
@ApplicationScoped
public class ClientErasure {
  private final EnforcedState enforced;

  @Inject
  ClientErasure(EnforcedState enforced) {
    this.enforced = enforced;
  }

  /** In the caller's transaction. The enforced records of its connections follow. */
  public Uni<Void> forget(String agency, String client) {
    return Connection.<Connection>list("agency = ?1 and client = ?2 order by id", agency, client)
        .chain(
            connections ->
                Multi.createFrom()
                    .iterable(connections)
                    .onItem()
                    .transformToUniAndConcatenate(each -> forget(each.id))
                    .collect()
                    .asList())
        .replaceWithVoid();
  }

  private Uni<Void> forget(String connection) {
    return enforced
        .locked(connection)
        .call(() -> Grant.update("permissions = ?1 where connection = ?2", List.of(), connection))
        .call(() -> Consent.update("permissions = ?1 where connection = ?2", List.of(), connection))
        .chain(enforced::publish);
  }
}
