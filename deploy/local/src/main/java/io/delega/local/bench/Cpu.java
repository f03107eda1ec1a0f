package io.delega.local.bench;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Processor time that processes have used since they began, a process's own children included. */
final class Cpu {
  private Cpu() {}

  /** Microseconds by name. What a process does not tell counts as nothing. */
  static Map<String, Long> of(Map<String, List<Long>> processes) {
    Map<String, Long> micros = new TreeMap<>();
    processes.forEach((name, ids) -> micros.put(name, ids.stream().mapToLong(Cpu::ofTree).sum()));
    return micros;
  }

  /** What was used between two readings. */
  static Map<String, Long> between(Map<String, Long> before, Map<String, Long> after) {
    Map<String, Long> used = new TreeMap<>();
    after.forEach((name, micros) -> used.put(name, micros - before.getOrDefault(name, 0L)));
    return used;
  }

  private static long ofTree(long id) {
    return ProcessHandle.of(id).stream()
        .flatMap(process -> Stream.concat(Stream.of(process), process.descendants()))
        .mapToLong(each -> each.info().totalCpuDuration().orElse(Duration.ZERO).toNanos() / 1_000)
        .sum();
  }
}
