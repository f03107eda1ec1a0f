package io.delega.local.story;

import static org.assertj.core.api.Assertions.assertThat;

import io.delega.local.Env;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TwoReplicasIT {
  @Test
  void tellsTheSameStoryBehindOneOrigin() {
    Env env = TestPlatform.with(Map.of("token-vault", 2));
    assertThat(env.processes().get("token-vault")).hasSize(2);
    Http http = new Http(Overheard::add);
    new Story(env, http, new SandboxProvider(env.sandbox(), http), "agency-a", new Told()).run();
  }
}
