package io.delega.ledger;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/** A tree that is fed leaf by leaf and keeps only what its root needs. */
final class GrowingTree {
  private final Deque<Subtree> right = new ArrayDeque<>();
  private long size;

  private record Subtree(int level, byte[] hash) {}

  void add(byte[] leafHash) {
    Subtree added = new Subtree(0, leafHash);
    while (!right.isEmpty() && right.peek().level() == added.level()) {
      added = new Subtree(added.level() + 1, Hashes.node(right.pop().hash(), added.hash()));
    }
    right.push(added);
    size++;
  }

  long size() {
    return size;
  }

  byte[] root() {
    if (right.isEmpty()) {
      return Hashes.emptyRoot();
    }
    Iterator<Subtree> fromRight = right.iterator();
    byte[] root = fromRight.next().hash();
    while (fromRight.hasNext()) {
      root = Hashes.node(fromRight.next().hash(), root);
    }
    return root;
  }
}
