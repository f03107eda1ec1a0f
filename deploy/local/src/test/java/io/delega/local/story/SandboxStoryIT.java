package io.delega.local.story;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.delega.local.Env;
import io.delega.local.KeysCommand;
import io.delega.local.process.Progress;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SandboxStoryIT {
  @Test
  void runsFromTheIntegrationToTheAlert() {
    Env env = TestPlatform.single();
    Http http = new Http(Overheard::add);
    new Story(env, http, new SandboxProvider(env.sandbox(), http), "agency-a", new Told()).run();
  }

  @Test
  void theKeyEncryptionKeyIsRotatedFromTheTerminalAndTheLedgerTells() throws Exception {
    Env env = TestPlatform.single();
    Http http = new Http(Overheard::add);
    Story story =
        new Story(env, http, new SandboxProvider(env.sandbox(), http), "agency-a", new Told());
    story.connect();
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream terminal = new PrintStream(said, true, UTF_8);
    KeysCommand keys = new KeysCommand(TestPlatform.platform(), terminal);
    assertThat(keys.rotate(new Progress(terminal, false))).isZero();
    assertThat(said.toString(UTF_8).lines())
        .filteredOn(line -> line.startsWith("local/"))
        // Attempts to connect that somebody left open end by time.
        .allMatch(line -> line.endsWith("   current") || line.matches("\\S+ +0 +0 +\\d+"))
        .anyMatch(line -> line.endsWith("   current"));
    story.callWithinTheGrant();
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                !story
                    .api()
                    .call(
                        story.api().token("agency-a", "auditor"),
                        "GET",
                        "/v1/audit/events?type=keys.rewrap-completed",
                        null)
                    .json()
                    .path("items")
                    .isEmpty());
  }

  @Test
  void runsForTheOtherAgencyToo() {
    Env env = TestPlatform.single();
    Http http = new Http(Overheard::add);
    new Story(env, http, new SandboxProvider(env.sandbox(), http), "agency-b", new Told()).run();
  }
}
