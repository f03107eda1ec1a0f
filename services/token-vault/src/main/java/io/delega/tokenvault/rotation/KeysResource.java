package io.delega.tokenvault.rotation;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.delega.api.ProblemException;
import io.delega.api.Roles;
import io.delega.keys.KekVersion;
import io.delega.keys.KeyChangeRefusedException;
import io.delega.keys.KeyEncryptionKey;
import io.delega.keys.KeysUnavailableException;
import io.delega.tokenvault.Database;
import io.delega.tokenvault.VaultConfig;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jboss.logging.Logger;

/** The key-encryption key, for the platform's operator. The edge does not lead here. */
@Path("/internal/keys")
@RolesAllowed(Roles.PLATFORM)
public class KeysResource {
  private static final Logger LOG = Logger.getLogger(KeysResource.class);

  private static final String IN_USE =
      "select kek, sum(credentials)::bigint, sum(secrets)::bigint, sum(attempts)::bigint from ("
          + "select split_part(wrapped_key, '/', 1) || '/' || split_part(wrapped_key, '/', 2) kek,"
          + " credentials, secrets, attempts from ("
          + "select wrapped_key, 1 credentials, 0 secrets, 0 attempts from credential where "
          + Rewrapper.USABLE
          + " union all select wrapped_key, 0, 1, 0 from integration_secret"
          + " union all select wrapped_key, 0, 0, 1 from authorization_attempt) all_keys"
          + " where wrapped_key is not null) by_kek group by kek order by kek";

  private final KeyEncryptionKey kek;
  private final Rewrapper rewrapper;
  private final Progress progress;
  private final Database database;
  private final Duration settle;
  private final Clock clock;

  @Inject
  KeysResource(
      KeyEncryptionKey kek,
      Rewrapper rewrapper,
      Progress progress,
      Database database,
      VaultConfig config,
      Clock clock) {
    this.kek = kek;
    this.rewrapper = rewrapper;
    this.progress = progress;
    this.database = database;
    this.settle = config.rewrap().settle();
    this.clock = clock;
  }

  /**
   * How things stand.
   *
   * @param current the version that wraps now
   * @param complete whether no credential and no secret is left under another
   * @param versions every version that something is wrapped by
   */
  public record Keys(String current, boolean complete, Rewrapped rewrapped, List<InUse> versions) {
    /** Whether nothing at all is wrapped by another version, attempts to connect included. */
    boolean othersUnused() {
      return versions.stream().allMatch(version -> version.kek().equals(current));
    }
  }

  /** What was brought under the current version since it is; times absent before. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Rewrapped(
      long agencies, long credentials, long secrets, Instant startedAt, Instant completedAt) {}

  /** How much is wrapped by a version. Attempts to connect are not rewrapped: they end by time. */
  public record InUse(String kek, long credentials, long secrets, long attempts) {
    private boolean isDone(KekVersion current) {
      return kek.equals(current.toString()) || credentials + secrets == 0;
    }
  }

  @GET
  public Uni<Keys> keys() {
    return reaching(
        kek.current().chain(v -> database.transaction(session -> standing(session, v))));
  }

  /** Adds a version, makes it the current one and begins to bring everything under it. */
  @POST
  @Path("/rotate")
  public Uni<Keys> rotate() {
    return reaching(kek.rotate())
        .invoke(version -> LOG.infof("The key-encryption key was rotated to %s", version))
        .invoke(version -> rewrapper.round().subscribe().with(done -> {}, e -> {}))
        .chain(version -> database.transaction(session -> standing(session, version)));
  }

  /** Destroys the versions before the current one, once nothing can be wrapped by them. */
  @DELETE
  @Path("/older")
  public Uni<Keys> destroyOlder() {
    return reaching(
        kek.current()
            .chain(
                version ->
                    database
                        .transaction(session -> requireUnused(session, version))
                        .chain(() -> kek.destroyOlder())
                        .invoke(() -> LOG.infof("All versions before %s are destroyed", version))
                        .chain(() -> database.transaction(session -> standing(session, version)))));
  }

  private Uni<Void> requireUnused(Mutiny.Session session, KekVersion current) {
    return standing(session, current)
        .invoke(
            standing -> {
              if (!standing.othersUnused()) {
                throw ProblemException.conflict(
                    "version_in_use",
                    "Something is still wrapped by an older version. See GET /internal/keys.");
              }
            })
        .chain(() -> progress.seenAt(session, current))
        .invoke(
            seen -> {
              Instant from = seen.map(at -> at.plus(settle)).orElse(Instant.MAX);
              if (clock.instant().isBefore(from)) {
                throw ProblemException.conflict(
                    "version_in_use",
                    "The current version is too young: what was wrapped a moment before it came"
                        + " may be on its way to the database. Try again after "
                        + (seen.isPresent() ? from : settle)
                        + ".");
              }
            })
        .replaceWithVoid();
  }

  private Uni<Keys> standing(Mutiny.Session session, KekVersion current) {
    return session
        .createNativeQuery(IN_USE, Object[].class)
        .getResultList()
        .map(rows -> rows.stream().map(KeysResource::inUse).toList())
        .chain(
            versions ->
                progress
                    .agencies(session, current)
                    .map(
                        rows ->
                            new Keys(
                                current.toString(),
                                versions.stream().allMatch(v -> v.isDone(current)),
                                rewrapped(rows.get(0)),
                                versions)));
  }

  private static InUse inUse(Object[] row) {
    return new InUse((String) row[0], number(row[1]), number(row[2]), number(row[3]));
  }

  private static Rewrapped rewrapped(Object[] row) {
    boolean whole = number(row[0]) == number(row[5]);
    return new Rewrapped(
        number(row[0]),
        number(row[1]),
        number(row[2]),
        instant(row[3]),
        whole ? instant(row[4]) : null);
  }

  private static Instant instant(Object text) {
    return text == null ? null : Instant.parse((String) text);
  }

  private static long number(Object value) {
    return ((Number) value).longValue();
  }

  private static <T> Uni<T> reaching(Uni<T> work) {
    return work.onFailure(KeyChangeRefusedException.class)
        .transform(e -> ProblemException.conflict("key_change_refused", e.getMessage()))
        .onFailure(KeysUnavailableException.class)
        .transform(
            e ->
                new ProblemException(
                    503, "keys_unavailable", "The key-encryption key cannot be reached."));
  }
}
