package io.delega.audit.archive;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * What an archived leaf commits to.
 *
 * @param event without its personal part
 * @param personal sealed; null when there is none, or none any more
 * @param digestSalt in clear, of an event without a personal part; else null
 * @param sealedSalt the same of an event with one, sealed like it: without the key of the person
 *     nobody can guess what was destroyed and see whether the digest fits
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Content(
    long leafIndex,
    String event,
    byte[] personal,
    byte[] leaf,
    String salt,
    String digest,
    String digestSalt,
    byte[] sealedSalt) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Which field of its owner a sealed salt is. */
  public static String saltOf(String eventId) {
    return eventId + "/digest-salt";
  }

  /** A file: a line of JSON each, compressed by gzip. */
  static byte[] write(List<Content> contents) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      for (Content content : contents) {
        out.write(JSON.writeValueAsBytes(content));
        out.write('\n');
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static List<Content> read(byte[] file) throws IOException {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(new ByteArrayInputStream(file)), StandardCharsets.UTF_8))) {
      return lines.lines().map(Content::parse).toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static Content parse(String line) {
    try {
      return JSON.readValue(line, Content.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
