package io.delega.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The heap of a Java process of this user, in a file that goes when it is closed. */
public final class HeapDump implements AutoCloseable {
  private final Path folder;
  private final Path file;

  private HeapDump(Path folder) {
    this.folder = folder;
    this.file = folder.resolve("heap.hprof");
  }

  /** Everything in the heap, what nothing refers to any more included. */
  public static HeapDump everything(long pid) throws IOException {
    return take(pid, true);
  }

  /** What is still referred to; garbage is collected before. */
  public static HeapDump live(long pid) throws IOException {
    return take(pid, false);
  }

  private static HeapDump take(long pid, boolean all) throws IOException {
    HeapDump dump = new HeapDump(Files.createTempDirectory("heap"));
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(pid),
                "GC.heap_dump"));
    if (all) {
      command.add("-all");
    }
    command.add(dump.file.toString());
    Path said = dump.folder.resolve("jcmd.log");
    Process jcmd =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile()).start();
    try {
      if (!jcmd.waitFor(60, TimeUnit.SECONDS) || jcmd.exitValue() != 0) {
        jcmd.destroyForcibly();
        String why = Files.readString(said);
        dump.close();
        throw new IOException("no heap dump of " + pid + ": " + why);
      }
    } catch (InterruptedException e) {
      dump.close();
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
    return dump;
  }

  /** The names of the secrets that are in it. */
  public List<String> find(SecretSearch search) throws IOException {
    return search.in(file);
  }

  @Override
  public void close() throws IOException {
    Files.deleteIfExists(file);
    Files.deleteIfExists(folder.resolve("jcmd.log"));
    Files.deleteIfExists(folder);
  }
}
