package io.delega.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Against the definition of RFC 6962, section 2.1, written down as it stands there. */
class TreeTest {
  private static final int MOST = 1_200;

  private static byte[] leaf(int i) {
    return Hashes.leaf(("leaf " + i).getBytes(java.nio.charset.StandardCharsets.US_ASCII));
  }

  private static byte[] naive(int from, int to) {
    if (to == from) {
      return Hashes.emptyRoot();
    }
    if (to - from == 1) {
      return leaf(from);
    }
    int k = Integer.highestOneBit(to - from - 1);
    return Hashes.node(naive(from, from + k), naive(from + k, to));
  }

  /** A tree read from tiles, as a server stores them. */
  private static Tree tree(int size) {
    Map<String, byte[]> tiles = new HashMap<>();
    List<byte[]> level = IntStream.range(0, size).mapToObj(TreeTest::leaf).toList();
    for (int l = 0; !level.isEmpty(); l++) {
      List<byte[]> above = new java.util.ArrayList<>();
      for (int at = 0; at < level.size(); at += Tiles.WIDTH) {
        List<byte[]> part = level.subList(at, Math.min(level.size(), at + Tiles.WIDTH));
        byte[] tile = new byte[part.size() * Hashes.LENGTH];
        for (int i = 0; i < part.size(); i++) {
          System.arraycopy(part.get(i), 0, tile, i * Hashes.LENGTH, Hashes.LENGTH);
        }
        tiles.put(l + "/" + at / Tiles.WIDTH, tile);
        if (part.size() == Tiles.WIDTH) {
          above.add(Tiles.root(tile));
        }
      }
      level = above;
    }
    Tiles.Source source =
        (l, index, width) -> Arrays.copyOf(tiles.get(l + "/" + index), width * Hashes.LENGTH);
    return new Tree(Tiles.subtrees(source, size));
  }

  @Property(tries = 60)
  void theRootIsTheDefinitions(@ForAll @IntRange(max = MOST) int size) {
    assertThat(tree(size).root(size)).isEqualTo(naive(0, size));
    GrowingTree growing = new GrowingTree();
    IntStream.range(0, size).forEach(i -> growing.add(leaf(i)));
    assertThat(growing.root()).isEqualTo(naive(0, size));
  }

  @Property(tries = 100)
  void everyLeafIsProvenAndNoOther(
      @ForAll @IntRange(min = 1, max = MOST) int size, @ForAll @IntRange(max = MOST) int any) {
    int index = any % size;
    List<byte[]> proof = tree(size).inclusion(index, size);
    byte[] root = naive(0, size);
    assertThat(Proofs.inclusion(leaf(index), index, size, proof, root)).isTrue();
    assertThat(Proofs.inclusion(leaf(index + 1), index, size, proof, root)).isFalse();
    assertThat(Proofs.inclusion(leaf(index), index, size, proof, naive(0, size + 1))).isFalse();
    assertThat(size > 1 && Proofs.inclusion(leaf(index), (index + 1) % size, size, proof, root))
        .isFalse();
  }

  @Property(tries = 100)
  void growthIsProvenAndNothingElse(
      @ForAll @IntRange(min = 1, max = MOST) int size2, @ForAll @IntRange(max = MOST) int any) {
    int size1 = any % (size2 + 1);
    List<byte[]> proof = tree(size2).consistency(size1, size2);
    assertThat(Proofs.consistency(size1, size2, naive(0, size1), naive(0, size2), proof))
        .isEqualTo(size1 > 0);
    if (size1 > 0) {
      assertThat(Proofs.consistency(size1, size2, naive(1, size1 + 1), naive(0, size2), proof))
          .isFalse();
    }
  }

  @Property
  void aTilesNameReadsBack(
      @ForAll @IntRange(min = -1, max = 63) int level,
      @ForAll @IntRange(max = 1_234_567_890) int index,
      @ForAll @IntRange(min = 1, max = 256) int width) {
    assertThat(Tiles.Name.parse(Tiles.path(level, index, width)))
        .isEqualTo(new Tiles.Name(level, index, width));
  }

  @Property
  void whatIsNoNameIsRefused(@ForAll String name) {
    if (!name.matches("(entries|[0-9]{1,2})/.*")) {
      assertThatThrownBy(() -> Tiles.Name.parse(name)).isInstanceOf(IllegalArgumentException.class);
    }
  }
}
