package io.delega.audit.query;

import io.delega.audit.archive.Archive;
import io.delega.audit.archive.Content;
import io.delega.audit.ledger.Owner;
import io.delega.audit.ledger.PersonalKeys;
import io.delega.keys.WrappedKey;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Completes rows of archived entries from the archive. */
@ApplicationScoped
class WholeRows {
  private final Archive archive;
  private final PersonalKeys personalKeys;

  WholeRows(Archive archive, PersonalKeys personalKeys) {
    this.archive = archive;
    this.personalKeys = personalKeys;
  }

  /** The same rows, whole; without those that were forgotten just now. */
  List<Row> of(Connection connection, List<Row> rows) throws SQLException {
    Set<Long> bundles =
        rows.stream()
            .filter(Row::archived)
            .map(row -> Archive.bundleOf(row.leafIndex()))
            .collect(Collectors.toSet());
    if (bundles.isEmpty()) {
      return rows;
    }
    Map<Long, Content> contents = archive.contents(connection, bundles);
    Map<Owner, WrappedKey> keys = personalKeys.of(connection, owners(rows));
    List<Row> whole = new ArrayList<>();
    for (Row row : rows) {
      Content content = row.archived() ? contents.get(row.leafIndex()) : null;
      if (content != null) {
        whole.add(row.with(content, salt(keys, row, content)));
      } else if (!row.archived()) {
        whole.add(row);
      }
    }
    return whole;
  }

  private static Set<Owner> owners(List<Row> rows) {
    return rows.stream()
        .filter(row -> row.archived() && row.personalOwner() != null)
        .map(Row::owner)
        .collect(Collectors.toSet());
  }

  private String salt(Map<Owner, WrappedKey> keys, Row row, Content content) {
    return content.sealedSalt() == null
        ? content.digestSalt()
        : personalKeys
            .open(
                keys,
                row.owner(),
                Content.saltOf(row.eventId()),
                content.sealedSalt(),
                (key, salt) -> salt)
            .orElse(null);
  }
}
