package io.delega.accesspolicy;

import io.delega.api.Page;
import io.delega.api.ProblemException;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** One page of an agency's things, ordered by id, which is by the time they were made. */
public final class Listing {
  private static final int MOST = 200;
  private static final int USUAL = 50;

  private final int limit;
  private final StringBuilder where = new StringBuilder("e.agency = ?1");
  private final List<Object> values = new ArrayList<>();

  private Listing(String agency, int limit) {
    this.limit = limit;
    values.add(agency);
  }

  /**
   * The page that a caller asked for.
   *
   * @param after the {@code next} of the page before; null for the first
   * @param limit 1 to 200; null for 50
   * @throws ProblemException 400 {@code invalid_field} for another limit
   */
  public static Listing of(String agency, String after, String limit) {
    Listing listing = new Listing(agency, limit(limit));
    return after == null ? listing : listing.and("id >", after);
  }

  private static int limit(String text) {
    if (text == null) {
      return USUAL;
    }
    try {
      int limit = Integer.parseInt(text);
      if (limit >= 1 && limit <= MOST) {
        return limit;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw ProblemException.invalid("limit", "a number from 1 to " + MOST + ".");
  }

  /** Keeps only what has this value in that field; a null value keeps all. */
  public Listing with(String field, Object value) {
    return value == null ? this : and(field + " =", value);
  }

  /** Keeps only what has another value in that field. */
  public Listing without(String field, Object value) {
    return and(field + " <>", value);
  }

  private Listing and(String comparison, Object value) {
    values.add(value);
    where.append(" and e.").append(comparison).append(" ?").append(values.size());
    return this;
  }

  /** Reads the page, in the caller's session or one of its own. */
  public <E> Uni<Page<E>> read(Class<E> type, Function<E, String> id) {
    String query = "select e from " + type.getSimpleName() + " e where " + where + " order by e.id";
    return Panache.withSession(
            () ->
                Panache.getSession()
                    .chain(
                        session -> {
                          var found = session.createQuery(query, type).setMaxResults(limit + 1);
                          for (int i = 0; i < values.size(); i++) {
                            found.setParameter(i + 1, values.get(i));
                          }
                          return found.getResultList();
                        }))
        .map(rows -> page(rows, id));
  }

  private <E> Page<E> page(List<E> rows, Function<E, String> id) {
    boolean more = rows.size() > limit;
    List<E> shown = more ? rows.subList(0, limit) : rows;
    return new Page<>(List.copyOf(shown), more ? id.apply(shown.get(limit - 1)) : null);
  }
}
