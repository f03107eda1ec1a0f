package io.delega.accesspolicy.grant;

import io.delega.api.ProblemException;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.List;

/**
 * Which of an agency's grants are meant: those that meet every condition that is not null.
 *
 * @param agency the tenant
 * @param assistant of this assistant
 * @param client on accounts of this client
 * @param connection on this connection
 * @param provider at this provider
 */
record Selection(
    String agency, String assistant, String client, String connection, String provider) {

  /** Of a request; {@code all} must say so when there is no condition. */
  static Selection of(String agency, String client, RevocationResource.Request body) {
    boolean none =
        body.assistant() == null
            && body.client() == null
            && body.connection() == null
            && body.provider() == null;
    if (none != Boolean.TRUE.equals(body.all())) {
      throw ProblemException.invalid(
          "all",
          none
              ? "name an assistant, client, connection or provider, or say {\"all\": true}."
              : "leave it out beside other conditions.");
    }
    if (client != null && body.client() != null && !client.equals(body.client())) {
      throw ProblemException.notFound("client");
    }
    return new Selection(
        agency,
        body.assistant(),
        client == null ? body.client() : client,
        body.connection(),
        body.provider());
  }

  /** Ids of connections with such grants that live, or whose end is not known to be in force. */
  Uni<List<String>> connections() {
    return select(
        "select distinct g.connection from Grant g, Connection c where c.id = g.connection"
            + " and (g.state in ('ACTIVE', 'SUSPENDED') or g.state = 'REVOKED' and exists"
            + " (select 1 from EnforcementStep s where s.id = g.revocation and s.doneAt is null))",
        null,
        String.class);
  }

  /** Such living grants of one connection. */
  Uni<List<Grant>> living(String ofConnection) {
    return select(
        "select g from Grant g, Connection c where c.id = g.connection"
            + " and g.state in ('ACTIVE', 'SUSPENDED')",
        ofConnection,
        Grant.class);
  }

  /** Ids of the steps that such revoked grants of one connection still wait for. */
  Uni<List<String>> awaited(String ofConnection) {
    return select(
        "select distinct s.id from Grant g, Connection c, EnforcementStep s"
            + " where c.id = g.connection and s.id = g.revocation"
            + " and g.state = 'REVOKED' and s.doneAt is null",
        ofConnection,
        String.class);
  }

  private <T> Uni<List<T>> select(String query, String ofConnection, Class<T> type) {
    StringBuilder text = new StringBuilder(query).append(" and g.agency = ?1");
    List<Object> values = new ArrayList<>(List.of(agency));
    and(text, values, "g.assistant", assistant);
    and(text, values, "g.client", client);
    and(text, values, "g.connection", connection);
    and(text, values, "c.provider", provider);
    and(text, values, "g.connection", ofConnection);
    return Panache.getSession()
        .chain(
            session -> {
              var found = session.createQuery(text.toString(), type);
              for (int i = 0; i < values.size(); i++) {
                found.setParameter(i + 1, values.get(i));
              }
              return found.getResultList();
            });
  }

  private static void and(StringBuilder text, List<Object> values, String field, String value) {
    if (value != null) {
      values.add(value);
      text.append(" and ").append(field).append(" = ?").append(values.size());
    }
  }
}
