package io.delega.local.story;

/** Hears how the story goes. */
public interface Narrator {
  /** What happens next, and who does it. */
  void step(String what);

  /** What came of it. */
  void outcome(String what);

  /** Tells nobody. */
  static Narrator silent() {
    return new Narrator() {
      @Override
      public void step(String what) {}

      @Override
      public void outcome(String what) {}
    };
  }
}
