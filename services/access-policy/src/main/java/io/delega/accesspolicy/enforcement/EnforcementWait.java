package io.delega.accesspolicy.enforcement;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/** Waits for what is enforced beside connections; nothing is stored of the waiting. */
@ApplicationScoped
public class EnforcementWait {
  private final EnforcementWatch watch;

  @Inject
  EnforcementWait(EnforcementWatch watch) {
    this.watch = watch;
  }

  /**
   * Done once every enforcement point applies the key's state of this version.
   *
   * @return fails with 503 {@code enforcement_pending} when that cannot be told in time
   */
  public Uni<Void> await(String key, long version) {
    return watch
        .enforced(key, version)
        .onFailure(EnforcementPendingException.class)
        .transform(pending -> EnforcementSteps.pendingProblem())
        .replaceWithVoid();
  }
}
