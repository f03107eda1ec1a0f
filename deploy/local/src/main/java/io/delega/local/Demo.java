package io.delega.local;

import io.delega.local.story.Http;
import io.delega.local.story.Narrator;
import io.delega.local.story.SandboxProvider;
import io.delega.local.story.Story;
import io.delega.local.story.StoryException;
import java.io.PrintStream;

/** The story, told step by step at the terminal. */
final class Demo {
  private final PrintStream out;

  Demo(PrintStream out) {
    this.out = out;
  }

  /** The exit code: 0 when every step went as it must. */
  int run(Env env) {
    Http http = new Http(answer -> {});
    out.println("Delega's story, at " + env.baseUrl() + ", for " + env.agencies().get(0).id());
    try {
      new Story(
              env,
              http,
              new SandboxProvider(env.sandbox(), http),
              env.agencies().get(0).id(),
              new ToTerminal())
          .run();
      out.println();
      out.println("That is the whole story: every step went as it must.");
      return 0;
    } catch (StoryException e) {
      out.println();
      out.println("The story broke off: " + e.getMessage());
      out.println("The services' logs are in " + env.folders().logs());
      return 1;
    }
  }

  private final class ToTerminal implements Narrator {
    private int number;

    @Override
    public void step(String what) {
      number++;
      out.println();
      out.printf("%2d. %s%n", number, what);
    }

    @Override
    public void outcome(String what) {
      out.println("      " + what);
    }
  }
}
