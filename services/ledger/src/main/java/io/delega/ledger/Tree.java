package io.delega.ledger;

import java.util.ArrayList;
import java.util.List;

/** Roots and proofs of a tree, computed from the hashes of its complete subtrees. */
public final class Tree {
  private final Subtrees subtrees;

  /** A tree over stored subtrees. */
  public Tree(Subtrees subtrees) {
    this.subtrees = subtrees;
  }

  /** Where hashes come from. */
  @FunctionalInterface
  public interface Subtrees {
    /** The root of the complete subtree of 2^level leaves that begins at leaf index·2^level. */
    byte[] hash(int level, long index);
  }

  /** The root of the first {@code size} leaves. */
  public byte[] root(long size) {
    return size == 0 ? Hashes.emptyRoot() : range(0, size);
  }

  /** The inclusion proof of a leaf in the first {@code size} leaves (RFC 9162, section 2.1.3.1). */
  public List<byte[]> inclusion(long index, long size) {
    if (index < 0 || index >= size) {
      throw new IllegalArgumentException("leaf " + index + " is not in a tree of " + size);
    }
    List<byte[]> proof = new ArrayList<>();
    path(index, 0, size, proof);
    return proof;
  }

  private void path(long index, long from, long to, List<byte[]> proof) {
    if (to - from == 1) {
      return;
    }
    long middle = from + split(to - from);
    if (index < middle) {
      path(index, from, middle, proof);
      proof.add(range(middle, to));
    } else {
      path(index, middle, to, proof);
      proof.add(range(from, middle));
    }
  }

  /** The proof that the first {@code size1} leaves begin the first {@code size2} ones. */
  public List<byte[]> consistency(long size1, long size2) {
    if (size1 < 0 || size1 > size2) {
      throw new IllegalArgumentException("no consistency from " + size1 + " to " + size2);
    }
    List<byte[]> proof = new ArrayList<>();
    if (size1 > 0 && size1 < size2) {
      subproof(size1, 0, size2, true, proof);
    }
    return proof;
  }

  private void subproof(long end, long from, long to, boolean known, List<byte[]> proof) {
    if (end == to) {
      if (!known) {
        proof.add(range(from, to));
      }
      return;
    }
    long middle = from + split(to - from);
    if (end <= middle) {
      subproof(end, from, middle, known, proof);
      proof.add(range(middle, to));
    } else {
      subproof(end, middle, to, false, proof);
      proof.add(range(from, middle));
    }
  }

  /** The hash of leaves {@code from} (a multiple of the split above it) to {@code to}. */
  private byte[] range(long from, long to) {
    long size = to - from;
    if (Long.bitCount(size) == 1) {
      int level = Long.numberOfTrailingZeros(size);
      return subtrees.hash(level, from >> level);
    }
    long middle = from + split(size);
    return Hashes.node(range(from, middle), range(middle, to));
  }

  /** The greatest power of two smaller than {@code size}. */
  private static long split(long size) {
    return Long.highestOneBit(size - 1);
  }
}
