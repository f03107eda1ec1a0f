package io.delega.tokenvault.enforcement;

import io.delega.contracts.Ids;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;

/** This life of this process: a random id that no other process or restart shares. */
@Singleton
public class Incarnation {
  private final String id;

  @Inject
  Incarnation(Clock clock) {
    this.id = Ids.next(Ids.INCARNATION, clock);
  }

  /** The id, {@code inc_…}. */
  public String id() {
    return id;
  }
}
