package io.delega.local.story;

import io.delega.local.Env;
import org.junit.jupiter.api.Test;

class SandboxStoryIT {
  @Test
  void runsFromTheIntegrationToTheAlert() {
    Env env = TestPlatform.single();
    Http http = new Http(Overheard::add);
    new Story(env, http, new SandboxProvider(env.sandbox(), http), "agency-a", new Told()).run();
  }

  @Test
  void runsForTheOtherAgencyToo() {
    Env env = TestPlatform.single();
    Http http = new Http(Overheard::add);
    new Story(env, http, new SandboxProvider(env.sandbox(), http), "agency-b", new Told()).run();
  }
}
