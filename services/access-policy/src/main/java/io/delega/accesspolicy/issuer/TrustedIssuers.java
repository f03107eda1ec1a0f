package io.delega.accesspolicy.issuer;

import io.delega.accesspolicy.AccessPolicyConfig;
import io.delega.accesspolicy.Facts;
import io.delega.accesspolicy.assistant.Assistant;
import io.delega.accesspolicy.assistant.AssistantState;
import io.delega.accesspolicy.enforcement.EnforcementWait;
import io.delega.accesspolicy.issuer.IssuerResource.Wanted;
import io.delega.api.ProblemException;
import io.delega.contracts.Actor;
import io.delega.contracts.EnforcementState;
import io.delega.contracts.EventJson;
import io.delega.contracts.PolicyEvent;
import io.delega.contracts.Topic;
import io.delega.outbox.Outbox;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.LockModeType;
import java.time.Clock;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Keeps the issuers that agencies trust and tells enforcement points of them, each with the
 * assistants that are its subjects: nobody else of such an issuer gets in.
 */
@ApplicationScoped
public class TrustedIssuers {
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");
  private static final String AUDIENCE = "delega";

  /** What is enforced must stay a record that Kafka takes. */
  private static final int MOST_ASSISTANTS = 5_000;

  private final AccessPolicyConfig config;
  private final Usable usable;
  private final EnforcementWait inForce;
  private final Outbox outbox;
  private final Facts facts;
  private final Clock clock;

  @Inject
  TrustedIssuers(
      AccessPolicyConfig config,
      Usable usable,
      EnforcementWait inForce,
      Outbox outbox,
      Facts facts,
      Clock clock) {
    this.config = config;
    this.usable = usable;
    this.inForce = inForce;
    this.outbox = outbox;
    this.facts = facts;
    this.clock = clock;
  }

  /** An issuer as it now is; {@code isNew}: it was not trusted before. */
  record Done(TrustedIssuer row, boolean isNew) {}

  /** The agency's issuer of this name, or 404. */
  Uni<TrustedIssuer> require(String agency, String name) {
    return Panache.withSession(
            () -> TrustedIssuer.<TrustedIssuer>findById(TrustedIssuer.id(agency, name)))
        .invoke(
            row -> {
              if (row == null || !row.isTrusted()) {
                throw ProblemException.notFound("issuer");
              }
            });
  }

  /**
   * Trusts an issuer whose keys can be had, or changes what it is trusted by.
   *
   * @param callersOwn the admin's {@code Authorization}
   */
  Uni<Done> put(String agency, Actor actor, String callersOwn, String name, Wanted wanted) {
    check(name, wanted);
    return Panache.withSession(
            () -> TrustedIssuer.<TrustedIssuer>findById(TrustedIssuer.id(agency, name)))
        .chain(
            row ->
                row != null && row.leadsTo(wanted.issuer(), wanted.jwksUri())
                    ? nothing()
                    : usable.require(callersOwn, wanted.issuer(), wanted.jwksUri()))
        .chain(() -> put(agency, actor, name, wanted));
  }

  private Uni<Done> put(String agency, Actor actor, String name, Wanted wanted) {
    return Panache.withTransaction(
            () ->
                alone(agency)
                    .chain(() -> requireOnlyName(agency, name, wanted.issuer()))
                    .chain(() -> lockedOrNew(agency, name))
                    .chain(row -> keep(row, actor, wanted)))
        .call(done -> inForce.await(key(done.row()), done.row().version));
  }

  Uni<Void> delete(String agency, Actor actor, String name) {
    return Panache.withTransaction(
            () ->
                alone(agency)
                    .chain(() -> locked(agency, name))
                    .invoke(
                        row -> {
                          if (row == null) {
                            throw ProblemException.notFound("issuer");
                          }
                        })
                    .call(row -> row.isTrusted() ? remove(row, actor) : nothing()))
        .chain(row -> inForce.await(key(row), row.version));
  }

  /**
   * An assistant of this issuer came or went, in the caller's transaction: enforcement points are
   * told. Nothing where the agency does not trust the issuer.
   */
  public Uni<Void> changed(Assistant assistant) {
    return alone(assistant.agency)
        .chain(() -> trusted(assistant.agency, assistant.issuer))
        .chain(row -> row == null ? nothing() : publish(row));
  }

  /** Waits, as far as it can, until enforcement points know the assistants of this issuer. */
  public Uni<Void> settled(Assistant assistant) {
    return Panache.withSession(() -> trusted(assistant.agency, assistant.issuer))
        .chain(row -> row == null ? nothing() : inForce.await(key(row), row.version))
        .onFailure(ProblemException.class)
        .recoverWithNull();
  }

  private void check(String name, Wanted wanted) {
    if (!NAME.matcher(name).matches()) {
      throw ProblemException.invalid("name", "lower case letters, digits and hyphens, up to 63.");
    }
    IssuerUrls.requireIssuer("issuer", wanted.issuer());
    if (wanted.jwksUri() != null) {
      IssuerUrls.require("jwksUri", wanted.jwksUri());
    }
    if (wanted.issuer().equals(config.issuer())) {
      throw ProblemException.invalid("issuer", "is the platform's own, which is trusted anyway.");
    }
  }

  /** One change at a time of an agency's issuers and of the assistants that they let in. */
  private static Uni<Void> alone(String agency) {
    return Panache.getSession()
        .chain(
            session ->
                session
                    .createNativeQuery(
                        "SELECT 1 FROM pg_advisory_xact_lock(hashtext('issuers/' || ?1))",
                        Integer.class)
                    .setParameter(1, agency)
                    .getSingleResult())
        .replaceWithVoid();
  }

  private static Uni<Void> requireOnlyName(String agency, String name, String issuer) {
    return trusted(agency, issuer)
        .invoke(
            row -> {
              if (row != null && !row.name.equals(name)) {
                throw ProblemException.conflict(
                    "issuer_exists",
                    "The agency trusts this issuer under another name: " + row.name);
              }
            })
        .replaceWithVoid();
  }

  private static Uni<TrustedIssuer> trusted(String agency, String issuer) {
    return TrustedIssuer.<TrustedIssuer>find(
            "agency = ?1 and issuer = ?2 and state = ?3", agency, issuer, IssuerState.TRUSTED)
        .firstResult();
  }

  private static Uni<TrustedIssuer> locked(String agency, String name) {
    return TrustedIssuer.findById(TrustedIssuer.id(agency, name), LockModeType.PESSIMISTIC_WRITE);
  }

  private Uni<TrustedIssuer> lockedOrNew(String agency, String name) {
    return locked(agency, name)
        .map(
            known -> {
              if (known != null) {
                return known;
              }
              TrustedIssuer row = new TrustedIssuer();
              row.id = TrustedIssuer.id(agency, name);
              row.agency = agency;
              row.name = name;
              row.state = IssuerState.REMOVED;
              row.createdAt = clock.instant();
              return row;
            });
  }

  private Uni<Done> keep(TrustedIssuer row, Actor actor, Wanted wanted) {
    boolean fresh = !row.isTrusted();
    String audience = wanted.audience() == null ? AUDIENCE : wanted.audience();
    if (row.leadsTo(wanted.issuer(), wanted.jwksUri()) && row.audience.equals(audience)) {
      return Uni.createFrom().item(new Done(row, false));
    }
    row.issuer = wanted.issuer();
    row.audience = audience;
    row.jwksUri = wanted.jwksUri();
    row.state = IssuerState.TRUSTED;
    row.changedAt = clock.instant();
    return row.<TrustedIssuer>persist()
        .call(() -> publish(row))
        .call(
            () ->
                tell(
                    row,
                    actor,
                    new PolicyEvent.IssuerTrusted(row.name, row.issuer, row.audience, row.jwksUri)))
        .map(kept -> new Done(kept, fresh));
  }

  private Uni<Void> remove(TrustedIssuer row, Actor actor) {
    row.state = IssuerState.REMOVED;
    row.changedAt = clock.instant();
    return publish(row)
        .chain(() -> tell(row, actor, new PolicyEvent.IssuerRemoved(row.name, row.issuer)));
  }

  private Uni<Void> tell(TrustedIssuer row, Actor actor, PolicyEvent event) {
    return facts.tell(row.agency, actor, key(row), row.version, event);
  }

  private Uni<Void> publish(TrustedIssuer row) {
    row.version++;
    return subjects(row)
        .map(
            subjects ->
                new EnforcementState.Issuer(
                    row.agency,
                    row.name,
                    row.version,
                    row.state.word(),
                    row.issuer,
                    row.audience,
                    row.jwksUri,
                    subjects))
        .chain(
            state ->
                outbox.append(Topic.ENFORCEMENT_STATE, state.key(), EventJson.writeBytes(state)));
  }

  private static Uni<List<EnforcementState.IssuerSubject>> subjects(TrustedIssuer row) {
    if (!row.isTrusted()) {
      return Uni.createFrom().item(List.of());
    }
    return Assistant.<Assistant>find(
            "agency = ?1 and issuer = ?2 and state <> ?3 order by id",
            row.agency,
            row.issuer,
            AssistantState.DELETED)
        .list()
        .map(
            assistants -> {
              if (assistants.size() > MOST_ASSISTANTS) {
                throw ProblemException.conflict(
                    "too_many_assistants",
                    "An issuer can have up to " + MOST_ASSISTANTS + " assistants.");
              }
              return assistants.stream()
                  .map(each -> new EnforcementState.IssuerSubject(each.subject, each.id))
                  .toList();
            });
  }

  private static String key(TrustedIssuer row) {
    return "issuer/" + row.id;
  }

  private static Uni<Void> nothing() {
    return Uni.createFrom().voidItem();
  }
}
