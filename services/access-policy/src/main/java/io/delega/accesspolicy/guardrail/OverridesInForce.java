package io.delega.accesspolicy.guardrail;

import io.delega.accesspolicy.assistant.Assistant;
import io.delega.accesspolicy.assistant.AssistantState;
import io.delega.accesspolicy.connection.Connection;
import io.delega.policy.Overrides;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What overrides a connection's grants, as it is enforced for it. */
@ApplicationScoped
public class OverridesInForce {
  /** In the caller's session. */
  public Uni<Overrides> of(Connection row) {
    List<String> owners = new ArrayList<>(List.of(Owner.OF_PLATFORM.key()));
    owners.add(new Owner(row.agency, null).key());
    if (row.client != null) {
      owners.add(new Owner(row.agency, row.client).key());
    }
    return Guardrail.<Guardrail>list("ownerKey in ?1 order by id", owners)
        .chain(
            guardrails ->
                Assistant.<Assistant>list(
                        "agency = ?1 and state = ?2", row.agency, AssistantState.QUARANTINED)
                    .map(
                        assistants ->
                            new Overrides(
                                guardrails.stream().map(Guardrail::enforced).toList(),
                                assistants.stream()
                                    .map(assistant -> assistant.id)
                                    .collect(Collectors.toSet()))));
  }
}
