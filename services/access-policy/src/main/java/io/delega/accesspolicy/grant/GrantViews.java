package io.delega.accesspolicy.grant;

import io.delega.accesspolicy.assistant.Assistant;
import io.delega.api.Page;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Shows grants with their assistants' names. */
@ApplicationScoped
class GrantViews {
  private final Clock clock;

  @Inject
  GrantViews(Clock clock) {
    this.clock = clock;
  }

  Uni<GrantView> of(Grant row) {
    return of(new Page<>(List.of(row), null)).map(page -> page.items().get(0));
  }

  Uni<Page<GrantView>> of(Page<Grant> page) {
    Set<String> ids =
        page.items().stream().map(grant -> grant.assistant).collect(Collectors.toSet());
    if (ids.isEmpty()) {
      return Uni.createFrom().item(new Page<>(List.of(), page.next()));
    }
    return Panache.withSession(() -> Assistant.<Assistant>list("id in ?1", ids))
        .map(found -> found.stream().collect(Collectors.toMap(one -> one.id, one -> one.name)))
        .map(names -> new Page<>(views(page.items(), names), page.next()));
  }

  private List<GrantView> views(List<Grant> rows, Map<String, String> names) {
    return rows.stream()
        .map(row -> GrantView.of(row, names.get(row.assistant), clock.instant()))
        .toList();
  }
}
