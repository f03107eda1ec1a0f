package io.delega.local.infra;

import io.delega.local.Failure;
import io.delega.local.Home;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/** Unpacks the PostgreSQL programs, which are on the class path, into the platform's folder. */
final class PostgresInstall {
  private PostgresInstall() {}

  /** The folder with {@code bin/postgres}. */
  static Path of(Home home) {
    Path folder = home.state().resolve("postgres");
    if (Files.exists(folder.resolve("complete"))) {
      return folder;
    }
    String archive = "/postgres-" + system() + "-" + machine() + ".txz";
    try (InputStream packed = PostgresInstall.class.getResourceAsStream(archive)) {
      if (packed == null) {
        throw new Failure(
            "there is no PostgreSQL for this machine among the libraries: " + archive);
      }
      deleteAll(folder);
      unpack(packed, folder);
      Files.writeString(folder.resolve("complete"), archive);
      return folder;
    } catch (IOException e) {
      throw new Failure("cannot unpack PostgreSQL into " + folder + ": " + e.getMessage());
    }
  }

  private static void unpack(InputStream packed, Path folder) throws IOException {
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(new XZCompressorInputStream(new BufferedInputStream(packed)))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        Path target = folder.resolve(entry.getName()).normalize();
        if (!target.startsWith(folder)) {
          throw new IOException("unexpected entry " + entry.getName());
        }
        if (entry.isDirectory()) {
          Files.createDirectories(target);
        } else if (entry.isSymbolicLink()) {
          Files.createDirectories(target.getParent());
          Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
        } else {
          Files.createDirectories(target.getParent());
          Files.copy(tar, target, StandardCopyOption.REPLACE_EXISTING);
          if ((entry.getMode() & 0100) != 0) {
            Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rwxr-xr-x"));
          }
        }
      }
    }
  }

  static void deleteAll(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, IOException failure)
              throws IOException {
            Files.delete(visited);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private static String system() {
    return System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("mac")
        ? "darwin"
        : "linux";
  }

  private static String machine() {
    String machine = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
    return machine.equals("aarch64") || machine.equals("arm64") ? "arm_64" : "x86_64";
  }
}
