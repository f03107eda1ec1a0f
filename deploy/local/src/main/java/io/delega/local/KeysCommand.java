package io.delega.local;

import com.fasterxml.jackson.databind.JsonNode;
import io.delega.local.process.Progress;
import io.delega.local.story.Answer;
import io.delega.local.story.Api;
import io.delega.local.story.Http;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;

/**
 * {@code ./delega keys}: which versions of the key-encryption key wrap how much, and {@code
 * rotate}, which adds one and waits until everything is brought under it.
 */
public final class KeysCommand {
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final Duration POLL = Duration.ofMillis(500);

  private final Api vault;
  private final String token;
  private final PrintStream out;

  /** For the running platform. */
  public KeysCommand(Platform platform, PrintStream out) throws IOException {
    Env env = platform.env();
    this.vault = new Api(env.at(platform.tokenVaultUrl()), new Http(answer -> {}));
    this.token = vault.token(env.operator());
    this.out = out;
  }

  /** Prints how things stand. */
  public int show() {
    print(ask("GET", "/internal/keys"));
    return 0;
  }

  /** Rotates, and waits until nothing is left under an older version. */
  public int rotate(Progress progress) {
    JsonNode keys = ask("POST", "/internal/keys/rotate");
    progress.say("The key-encryption key is rotated; everything is being wrapped anew …");
    Instant until = Instant.now().plus(PATIENCE);
    while (!keys.path("complete").asBoolean()) {
      if (Instant.now().isAfter(until)) {
        throw new Failure("it goes on in the background; ./delega keys tells how far it is");
      }
      pause();
      keys = ask("GET", "/internal/keys");
    }
    print(keys);
    return 0;
  }

  private JsonNode ask(String method, String path) {
    Answer answer = vault.call(token, method, path, null);
    if (answer.status() != 200) {
      throw new Failure(
          "token-vault answers %d %s: %s"
              .formatted(
                  answer.status(),
                  answer.json().path("code").asText(),
                  answer.json().path("detail").asText()));
    }
    return answer.json();
  }

  private void print(JsonNode keys) {
    String current = keys.path("current").asText();
    out.printf("%-24s %12s %16s %10s%n", "version", "credentials", "client secrets", "attempts");
    boolean listed = false;
    for (JsonNode version : keys.path("versions")) {
      boolean now = current.equals(version.path("kek").asText());
      listed |= now;
      out.printf(
          "%-24s %12d %16d %10d%s%n",
          version.path("kek").asText(),
          version.path("credentials").asLong(),
          version.path("secrets").asLong(),
          version.path("attempts").asLong(),
          now ? "   current" : "");
    }
    if (!listed) {
      out.printf("%-24s %12d %16d %10d   current%n", current, 0, 0, 0);
    }
  }

  private static void pause() {
    try {
      Thread.sleep(POLL.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Failure("interrupted");
    }
  }
}
