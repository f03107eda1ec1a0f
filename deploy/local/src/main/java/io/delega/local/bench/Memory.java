package io.delega.local.bench;

import io.delega.local.Failure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Resident memory by service in megabytes, a process's own children included. */
final class Memory {
  private Memory() {}

  static Map<String, Long> of(Map<String, List<Long>> processes) {
    Map<String, Long> megabytes = new TreeMap<>();
    processes.forEach((service, ids) -> megabytes.put(service, kilobytes(ids) / 1024));
    return megabytes;
  }

  /** Of these processes together. */
  static long kilobytes(List<Long> ids) {
    String list =
        ids.stream()
            .flatMap(Memory::withChildren)
            .map(String::valueOf)
            .collect(Collectors.joining(","));
    try {
      Process ps = new ProcessBuilder("ps", "-o", "rss=", "-p", list).start();
      String output = new String(ps.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      return output.lines().map(String::trim).mapToLong(Long::parseLong).sum();
    } catch (IOException e) {
      throw new Failure("ps does not run: " + e.getMessage());
    }
  }

  private static Stream<Long> withChildren(long id) {
    return Stream.concat(
        Stream.of(id),
        ProcessHandle.of(id).stream().flatMap(ProcessHandle::descendants).map(ProcessHandle::pid));
  }
}
