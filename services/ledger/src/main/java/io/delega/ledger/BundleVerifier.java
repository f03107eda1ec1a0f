package io.delega.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Checks an export that is a zip file: the entries with their proofs, and that every line of the
 * readable file beside them is the one that follows from its entry.
 */
public final class BundleVerifier {
  /** The format that the manifest names. */
  public static final String FORMAT = "delega-bundle/v1";

  /** The entries with their proofs, as an export of their own. */
  public static final String ENTRIES = "entries.ndjson";

  /** What the bundle holds. */
  public static final String MANIFEST = "manifest.json";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Verifier verifier;

  /** Checks bundles by what this verifier trusts. */
  public BundleVerifier(Verifier verifier) {
    this.verifier = verifier;
  }

  /** Checks a bundle, with nothing to say about how recent its end must be. */
  public Verdict verify(Path bundle) {
    return verify(bundle, null);
  }

  /**
   * Checks a bundle; a file that is damaged or cut off is not proven.
   *
   * @param asOf the entries must be complete up to this time, by a head of the agency; or null
   */
  public Verdict verify(Path bundle, Instant asOf) {
    try (ZipFile zip = new ZipFile(bundle.toFile())) {
      JsonNode manifest = JSON.readTree(read(zip, MANIFEST));
      ReadableForm form = form(manifest);
      Set<String> expected = new TreeSet<>(List.of(MANIFEST, ENTRIES, form.file()));
      Set<String> found =
          zip.stream().map(ZipEntry::getName).collect(Collectors.toCollection(TreeSet::new));
      if (!found.equals(expected) || zip.size() != expected.size()) {
        return Verdict.failed(
            "NOT PROVEN: the bundle has not the files that it should have",
            List.of("expected " + expected, "found " + found));
      }
      return verify(zip, form, manifest.path("entries").asLong(-1), asOf);
    } catch (IOException | UncheckedIOException | IllegalArgumentException e) {
      return Verdict.failed("NOT PROVEN: the bundle cannot be read: " + e.getMessage(), List.of());
    }
  }

  private static ReadableForm form(JsonNode manifest) {
    return Arrays.stream(ReadableForm.values())
        .filter(form -> FORMAT.equals(manifest.path("format").asText()))
        .filter(form -> form.rule().equals(manifest.path("rule").asText()))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("its manifest names no form known here"));
  }

  private Verdict verify(ZipFile zip, ReadableForm form, long entries, Instant asOf)
      throws IOException {
    try (BufferedReader lines =
            new BufferedReader(new InputStreamReader(read(zip, ENTRIES), StandardCharsets.UTF_8));
        InputStream readable = new BufferedInputStream(read(zip, form.file()))) {
      Comparing comparing = new Comparing(lines.lines().iterator(), readable, form);
      Verdict verdict = verifier.export(comparing, asOf);
      List<String> details = new ArrayList<>(comparing.problems);
      if (!verdict.proven() || !details.isEmpty()) {
        details.addAll(verdict.details());
        return Verdict.failed(
            verdict.proven()
                ? "NOT PROVEN: %s is not what follows from the entries".formatted(form.file())
                : verdict.summary(),
            details);
      }
      if (entries != comparing.entries) {
        return Verdict.failed(
            "NOT PROVEN: the manifest says %d entries, there are %d"
                .formatted(entries, comparing.entries),
            List.of());
      }
      details.add("every line of %s follows from its entry".formatted(form.file()));
      details.addAll(verdict.details());
      return Verdict.proven(verdict.summary(), details);
    }
  }

  private static InputStream read(ZipFile zip, String name) throws IOException {
    ZipEntry entry = zip.getEntry(name);
    if (entry == null) {
      throw new IOException("it has no " + name);
    }
    return zip.getInputStream(entry);
  }

  /** Passes the lines of the entries on, and compares what follows from each on the way. */
  private static final class Comparing implements Iterator<String> {
    private final Iterator<String> lines;
    private final InputStream readable;
    private final ReadableForm form;
    private final List<String> problems = new ArrayList<>();
    private long entries = -1;

    Comparing(Iterator<String> lines, InputStream readable, ReadableForm form) {
      this.lines = lines;
      this.readable = readable;
      this.form = form;
    }

    @Override
    public boolean hasNext() {
      boolean more = lines.hasNext();
      if (!more && problems.isEmpty() && !atEnd()) {
        problems.add(form.file() + " goes on behind the last entry");
      }
      return more;
    }

    @Override
    public String next() {
      String line = lines.next();
      byte[] expected = entries < 0 ? form.beginning() : derived(line);
      entries++;
      // What does not fit once is out of step from there on; more of it would say nothing.
      if (problems.isEmpty() && !Arrays.equals(expected, taken(expected.length))) {
        problems.add("%s differs at entry %d".formatted(form.file(), entries));
      }
      return line;
    }

    private byte[] derived(String line) {
      ExportLine entry = ExportLine.read(line);
      try {
        return entry == null ? new byte[1] : form.line(ReadableEntry.of(entry));
      } catch (RuntimeException e) {
        // An event without its attributes: the export's own check says what is wrong with it.
        return new byte[1];
      }
    }

    private byte[] taken(int length) {
      try {
        return readable.readNBytes(length);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private boolean atEnd() {
      try {
        return readable.read() < 0;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
