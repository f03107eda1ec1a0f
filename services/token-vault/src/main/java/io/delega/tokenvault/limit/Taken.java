package io.delega.tokenvault.limit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import io.delega.contracts.EventJson;
import java.util.EnumMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** What all replicas have taken under one counter, as its row keeps it. Not thread-safe. */
final class Taken {
  private static final TypeReference<EnumMap<Period, TreeMap<Long, Integer>>> SLICES =
      new TypeReference<>() {};

  private final Map<Period, TreeMap<Long, Integer>> slices;

  private Taken(Map<Period, TreeMap<Long, Integer>> slices) {
    this.slices = slices;
  }

  static Taken none() {
    return new Taken(new EnumMap<>(Period.class));
  }

  static Taken read(String json) {
    try {
      return new Taken(EventJson.mapper().readValue(json, SLICES));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a counter's row cannot be read", e);
    }
  }

  String write() {
    return new String(EventJson.writeBytes(slices), java.nio.charset.StandardCharsets.UTF_8);
  }

  /** How many more may be taken. */
  int free(Period period, int most, long now) {
    return most - of(period, now).values().stream().mapToInt(Integer::intValue).sum();
  }

  /** Takes some, counted in the slice that is answered. */
  long take(Period period, int number, long now) {
    long slice = period.slice(now);
    of(period, now).merge(slice, number, Integer::sum);
    return slice;
  }

  /** Gives back what was taken in a slice and not used. */
  void giveBack(Period period, long slice, int number, long now) {
    of(period, now).computeIfPresent(slice, (any, sum) -> sum <= number ? null : sum - number);
  }

  /** In how many milliseconds so many are free; more than the period's length when never. */
  long untilFree(Period period, int most, int number, long now) {
    int free = free(period, most, now);
    for (Map.Entry<Long, Integer> slice : of(period, now).entrySet()) {
      free += slice.getValue();
      if (free >= number) {
        return period.end(slice.getKey()) - now;
      }
    }
    return Long.MAX_VALUE;
  }

  /** Whether anything is counted that never stops to count. */
  boolean forGood() {
    return slices.containsKey(Period.TOTAL);
  }

  private NavigableMap<Long, Integer> of(Period period, long now) {
    TreeMap<Long, Integer> counted = slices.computeIfAbsent(period, first -> new TreeMap<>());
    counted.headMap(period.oldest(now)).clear();
    return counted;
  }
}
