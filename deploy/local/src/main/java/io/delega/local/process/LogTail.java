package io.delega.local.process;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** The end of a log. */
public final class LogTail {
  private static final int BYTES = 64 * 1024;

  private LogTail() {}

  /** The last lines, oldest first; none when there is no log. */
  public static List<String> of(Path log, int lines) {
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
      byte[] end = new byte[(int) Math.min(BYTES, file.length())];
      file.seek(file.length() - end.length);
      file.readFully(end);
      List<String> all = new String(end, StandardCharsets.UTF_8).lines().toList();
      return all.subList(Math.max(0, all.size() - lines), all.size());
    } catch (IOException none) {
      return List.of();
    }
  }
}
