package io.delega.accesspolicy.grant;

import io.delega.accesspolicy.assistant.Assistant;
import io.delega.accesspolicy.assistant.AssistantState;
import io.delega.accesspolicy.connection.Connection;
import io.delega.accesspolicy.connection.ConnectionState;
import io.delega.accesspolicy.connection.EnforcedState;
import io.delega.accesspolicy.enforcement.EnforcementStep;
import io.delega.accesspolicy.enforcement.EnforcementSteps;
import io.delega.catalogue.ProviderDefinition;
import io.delega.contracts.AccessRequest;
import io.delega.contracts.Actor;
import io.delega.contracts.ConnectEvent;
import io.delega.contracts.Counter;
import io.delega.contracts.Ids;
import io.delega.contracts.Permission;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.LockModeType;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/** Turns a client's consent into grants. */
@ApplicationScoped
public class Consents {
  private final EnforcedState enforced;
  private final GrantMaker grants;
  private final EnforcementSteps steps;
  private final Clock clock;

  @Inject
  Consents(EnforcedState enforced, GrantMaker grants, EnforcementSteps steps, Clock clock) {
    this.enforced = enforced;
    this.grants = grants;
    this.steps = steps;
    this.clock = clock;
  }

  /**
   * Keeps the consent and makes its grants, in the caller's transaction. Empty when the connection
   * was revoked meanwhile, or is another agency's.
   */
  public Uni<Optional<EnforcementStep>> take(
      String agency, Actor actor, ConnectEvent.ConnectionEstablished established) {
    return enforced
        .lockedOrNew(established.connection(), agency)
        .chain(
            row ->
                row.state == ConnectionState.REVOKED || !row.agency.equals(agency)
                    ? Uni.createFrom().item(Optional.empty())
                    : grant(row, actor, established).map(Optional::of));
  }

  private Uni<EnforcementStep> grant(
      Connection row, Actor actor, ConnectEvent.ConnectionEstablished established) {
    row.client = established.client();
    row.provider = established.provider();
    List<AccessRequest> access =
        established.personal() == null || established.personal().access() == null
            ? List.of()
            : established.personal().access();
    return Multi.createFrom()
        .iterable(access)
        .onItem()
        .transformToUniAndConcatenate(
            asked ->
                keep(row, established.session(), asked, established.definition())
                    .call(Consents::countedTogether)
                    .chain(
                        consent -> grant(row, asked, () -> sameOrNew(row, actor, asked, consent))))
        .collect()
        .asList()
        .call(() -> enforced.publishMore(row))
        .chain(
            made ->
                steps.begin(
                    EnforcementStep.Kind.CONSENT,
                    row.subject(),
                    established.session(),
                    made.stream().flatMap(Optional::stream).toList(),
                    actor));
  }

  private Uni<Consent> keep(Connection row, String session, AccessRequest asked, Long definition) {
    Consent consent = new Consent();
    consent.id = Ids.next("cns", clock);
    consent.connection = row.id;
    consent.session = session;
    consent.assistant = asked.assistant();
    consent.permissions = asked.permissions();
    consent.limits = asked.limits();
    consent.definition = definition;
    consent.createdAt = clock.instant();
    return consent.persist();
  }

  /**
   * Whoever connects anew and is asked for the same has not agreed to twice as much: it counts
   * together with the first time. Whoever has stopped the assistant since begins again.
   */
  private static Uni<Consent> countedTogether(Consent consent) {
    return counters(consent).invoke(known -> consent.counters = known).replaceWith(consent);
  }

  private static Uni<List<Counter>> counters(Consent consent) {
    return standing(consent.connection, consent.assistant)
        .map(
            earlier ->
                earlier.stream()
                    .filter(
                        each ->
                            each.permissions.equals(consent.permissions)
                                && each.limits.equals(consent.limits))
                    .findFirst()
                    .orElse(consent)
                    .counters());
  }

  /** The grant's id; empty when there is no such assistant any more. */
  private static Uni<Optional<String>> grant(
      Connection row, AccessRequest asked, Supplier<Uni<Grant>> make) {
    return Assistant.<Assistant>findById(asked.assistant(), LockModeType.PESSIMISTIC_READ)
        .chain(
            assistant ->
                assistant == null
                        || !assistant.agency.equals(row.agency)
                        || assistant.state == AssistantState.DELETED
                    ? Uni.createFrom().item(Optional.empty())
                    : make.get().map(grant -> Optional.of(grant.id)));
  }

  private Uni<Grant> sameOrNew(Connection row, Actor actor, AccessRequest asked, Consent consent) {
    return Grant.<Grant>list(
            "connection = ?1 and assistant = ?2 and state = ?3 and source = ?4",
            row.id,
            asked.assistant(),
            GrantState.ACTIVE,
            Grant.BY_CONSENT)
        .map(
            found ->
                found.stream()
                    .filter(
                        grant ->
                            grant.permissions.equals(asked.permissions())
                                && grant.limits.equals(asked.limits())
                                && Objects.equals(grant.definition, consent.definition))
                    .findFirst())
        .chain(
            same ->
                same.map(grant -> Uni.createFrom().item(grant))
                    .orElseGet(() -> made(row, actor, asked, consent)));
  }

  private Uni<Grant> made(Connection row, Actor actor, AccessRequest asked, Consent consent) {
    return grants.make(
        row,
        new GrantMaker.Terms(
            asked.assistant(),
            asked.permissions(),
            asked.limits(),
            consent.counters(),
            consent.definition,
            Grant.BY_CONSENT),
        actor);
  }

  /** What a client's yes led to: the grant, and the step until it is in force. */
  public record Agreed(String grant, EnforcementStep step) {}

  /**
   * Keeps the client's yes to what the agency asked for and makes a grant of its own, in the
   * caller's transaction, which has locked the connection; its requests count apart from what was
   * agreed to before. Empty, with nothing granted, when the assistant does not exist any more.
   */
  public Uni<Optional<Agreed>> agree(
      Connection row, AccessRequest asked, Long definition, Actor actor) {
    return keep(row, null, asked, definition)
        .chain(consent -> grant(row, asked, () -> made(row, actor, asked, consent)))
        .chain(
            made ->
                made.map(grant -> inForce(row, grant, actor).map(Optional::of))
                    .orElseGet(() -> Uni.createFrom().item(Optional.empty())));
  }

  private Uni<Agreed> inForce(Connection row, String grant, Actor actor) {
    return enforced
        .publishMore(row)
        .chain(
            () ->
                steps.begin(EnforcementStep.Kind.GRANT, row.subject(), null, List.of(grant), actor))
        .map(step -> new Agreed(grant, step));
  }

  /** What may still be granted to the assistant, as the provider is defined now. */
  static Uni<List<ConsentCheck.Given>> given(
      String connection, String assistant, ProviderDefinition definition) {
    return standing(connection, assistant)
        .map(consents -> consents.stream().map(each -> each.given(definition)).toList());
  }

  private static Uni<List<Consent>> standing(String connection, String assistant) {
    return Consent.list(
        "connection = ?1 and assistant = ?2 and withdrawnAt is null order by id",
        connection,
        assistant);
  }

  /** What the client agrees to for the assistant; the agency can grant it by itself. */
  public static Uni<List<Permission>> agreed(String connection, String assistant) {
    return standing(connection, assistant)
        .map(consents -> consents.stream().flatMap(each -> each.permissions.stream()).toList());
  }

  /** The client stops the assistant: the agency cannot grant it anything again by itself. */
  Uni<Void> withdraw(String connection, String assistant) {
    return Panache.getSession()
        .chain(
            session ->
                session
                    .createMutationQuery(
                        "update Consent c set c.withdrawnAt = ?1 where c.connection = ?2"
                            + " and c.assistant = ?3 and c.withdrawnAt is null")
                    .setParameter(1, clock.instant())
                    .setParameter(2, connection)
                    .setParameter(3, assistant)
                    .executeUpdate())
        .replaceWithVoid();
  }

  /**
   * After the client has taken something away: it has agreed to what the assistant's living grants
   * say now, and to nothing else.
   */
  Uni<Void> settle(Grant changed) {
    return withdraw(changed.connection, changed.assistant)
        .chain(
            () ->
                Grant.<Grant>list(
                    "connection = ?1 and assistant = ?2 and state in ?3 order by id",
                    changed.connection,
                    changed.assistant,
                    List.of(GrantState.ACTIVE, GrantState.SUSPENDED)))
        .chain(
            living ->
                Multi.createFrom()
                    .iterable(living)
                    .onItem()
                    .transformToUniAndConcatenate(this::agreed)
                    .collect()
                    .asList())
        .replaceWithVoid();
  }

  private Uni<Consent> agreed(Grant grant) {
    Consent consent = new Consent();
    consent.id = Ids.next("cns", clock);
    consent.connection = grant.connection;
    consent.assistant = grant.assistant;
    consent.permissions = grant.permissions;
    consent.limits = grant.limits;
    consent.counters = grant.counters();
    consent.definition = grant.definition;
    consent.createdAt = clock.instant();
    return consent.persist();
  }
}
