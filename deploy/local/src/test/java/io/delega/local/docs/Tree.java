package io.delega.local.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The source tree that the documents speak of, without what is built from it. */
record Tree(Path root, List<Path> files) {
  private static final Set<String> LEFT_OUT = Set.of("target", ".git", ".delega");
  private static final String DOCUMENTS =
      "(README|CONTRIBUTING|CHANGELOG)\\.md|docs/.*\\.md|(services|deploy)/[^/]+/README\\.md";

  /** The one around the working directory: its root holds the launcher script. */
  static Tree here() throws IOException {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.isRegularFile(folder.resolve("delega"))) {
      folder = folder.getParent();
    }
    List<Path> files = new ArrayList<>();
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes) {
            return LEFT_OUT.contains(dir.getFileName().toString())
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            files.add(file);
            return FileVisitResult.CONTINUE;
          }
        });
    return new Tree(folder, List.copyOf(files));
  }

  List<Path> documents() {
    return matching(DOCUMENTS);
  }

  /** Files whose path from the root, with slashes, matches. */
  List<Path> matching(String regex) {
    return files.stream()
        .filter(file -> root.relativize(file).toString().replace('\\', '/').matches(regex))
        .toList();
  }

  /** The text of all files that match. */
  List<String> texts(String regex) {
    return matching(regex).stream().map(Tree::text).toList();
  }

  String document(String path) {
    return text(root.resolve(path));
  }

  static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
