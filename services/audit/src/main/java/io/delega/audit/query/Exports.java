package io.delega.audit.query;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.delega.api.ProblemException;
import io.delega.audit.query.Entries.Head;
import io.delega.ledger.BundleVerifier;
import io.delega.ledger.ReadableForm;
import io.delega.ledger.Verifier;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Writes exports: a page of entries at a time, and no database connection held while writing. */
@ApplicationScoped
class Exports {
  private static final int BUFFER = 1 << 16;

  private final Entries entries;
  private final ExportPages pages;
  private final ObjectMapper json;

  Exports(Entries entries, ExportPages pages, ObjectMapper json) {
    this.entries = entries;
    this.pages = pages;
    this.json = json;
  }

  /**
   * What is exported, under which checkpoint.
   *
   * @param after only entries behind this leaf; −1 for all
   * @param first the agency's number of the first entry; told where nothing is filtered
   * @param end the agency's number behind the last one under the checkpoint
   */
  record Order(String agency, Filter filter, Head head, long after, long first, long end) {}

  /** Fixes the checkpoint; 503 before the first, 404 for a size that was not signed. */
  Order order(String agency, Filter filter, Long after, Long checkpoint, int cosigned)
      throws SQLException {
    Head head =
        checkpoint == null
            ? entries
                .head(cosigned)
                .orElseThrow(
                    () ->
                        new ProblemException(
                            503,
                            "audit_unavailable",
                            "There is no checkpoint yet, or none that so many witnesses cosigned;"
                                + " try again."))
            : entries
                .headOfSize(checkpoint)
                .orElseThrow(() -> ProblemException.notFound("checkpoint of this size"));
    long behind = after == null ? -1 : Math.min(after, head.size() - 1);
    return new Order(
        agency,
        filter,
        head,
        behind,
        entries.numbersUpTo(agency, behind),
        entries.numbersUpTo(agency, head.size() - 1));
  }

  /** The header, then a line per entry with its proof. */
  void lines(Order order, OutputStream out) throws IOException {
    OutputStream buffered = new BufferedOutputStream(out, BUFFER);
    entries(order, buffered);
    buffered.flush();
  }

  private void entries(Order order, OutputStream out) throws IOException {
    line(out, header(order));
    try {
      pages.proofs(order, entry -> line(out, entry));
    } catch (SQLException e) {
      throw new IOException("the export was cut off", e);
    }
  }

  private Map<String, Object> header(Order order) {
    Map<String, Object> header = new LinkedHashMap<>();
    header.put("format", Verifier.EXPORT_FORMAT);
    header.put("agency", order.agency());
    header.put("filters", order.filter().said());
    header.put("complete", order.filter().whole());
    if (order.filter().whole()) {
      header.put("firstSequence", order.first());
      header.put("endSequence", order.end());
    }
    header.put("checkpoint", order.head().note());
    return header;
  }

  /**
   * A zip file of a readable form and of the entries with their proofs. It is written as it is
   * read, so the entries are read once for each. The readable form has nothing personal, so an
   * erasure between the two changes nothing that the second says of the first.
   */
  void bundle(Order order, ReadableForm form, OutputStream out) throws IOException {
    ZipOutputStream zip = new ZipOutputStream(new BufferedOutputStream(out, BUFFER));
    zip.putNextEntry(new ZipEntry(form.file()));
    long count = readable(order, form, zip);
    zip.closeEntry();
    zip.putNextEntry(new ZipEntry(BundleVerifier.ENTRIES));
    entries(order, zip);
    zip.closeEntry();
    zip.putNextEntry(new ZipEntry(BundleVerifier.MANIFEST));
    Map<String, Object> manifest = new LinkedHashMap<>();
    manifest.put("format", BundleVerifier.FORMAT);
    manifest.put("rule", form.rule());
    manifest.put("readable", form.file());
    manifest.put("proofs", BundleVerifier.ENTRIES);
    manifest.put("entries", count);
    manifest.put("filters", order.filter().said());
    line(zip, manifest);
    zip.closeEntry();
    zip.finish();
    zip.flush();
  }

  private long readable(Order order, ReadableForm form, OutputStream out) throws IOException {
    long[] count = {0};
    out.write(form.beginning());
    try {
      pages.readable(
          order,
          entry -> {
            out.write(form.line(entry));
            count[0]++;
          });
    } catch (SQLException e) {
      throw new IOException("the export was cut off", e);
    }
    return count[0];
  }

  private void line(OutputStream out, Map<String, Object> value) throws IOException {
    try {
      out.write(json.writeValueAsString(value).getBytes(StandardCharsets.UTF_8));
      out.write('\n');
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an export line cannot be written", e);
    }
  }
}
