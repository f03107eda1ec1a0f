package io.delega.local.story;

/** Tells the story in the test's output. */
final class Told implements Narrator {
  @Override
  public void step(String what) {
    System.out.println(what);
  }

  @Override
  public void outcome(String what) {
    System.out.println("    " + what);
  }
}
