package io.delega.local.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.delega.local.Failure;
import io.delega.local.Home;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessesTest {
  @TempDir private Path folder;
  private Home home;
  private Processes processes;

  @BeforeEach
  void prepare() {
    home = new Home(folder, folder.resolve("state"));
    home.prepare();
    processes = new Processes(home);
  }

  @Test
  void findsAProcessAgainAndStopsIt() {
    Processes.Known started = processes.start(child("sleeper", "sleep 60"));
    Processes later = new Processes(home);
    assertThat(later.alive()).containsExactly(started);
    later.stop(List.of(started), Duration.ofSeconds(5));
    assertThat(ProcessHandle.of(started.pid()).filter(ProcessHandle::isAlive)).isEmpty();
    assertThat(later.alive()).isEmpty();
  }

  @Test
  void endsAProcessThatDoesNotListen() {
    Processes.Known stubborn =
        processes.start(child("stubborn", "trap '' TERM; while :; do sleep 1; done"));
    processes.stop(List.of(stubborn), Duration.ofMillis(500));
    assertThat(ProcessHandle.of(stubborn.pid()).filter(ProcessHandle::isAlive)).isEmpty();
  }

  @Test
  void neverTouchesAnotherProcessThatGotTheSameId() throws Exception {
    Processes.Known started = processes.start(child("sleeper", "sleep 60"));
    Processes.Known former =
        new Processes.Known(
            "sleeper", "sleeper", started.pid(), started.started() - 60_000, 1, "KILL");
    processes.stop(List.of(former), Duration.ofSeconds(1));
    assertThat(ProcessHandle.of(started.pid()).filter(ProcessHandle::isAlive)).isPresent();
    Files.writeString(
        home.run().resolve("processes/sleeper.json"),
        new com.fasterxml.jackson.databind.ObjectMapper().writeValueAsString(former));
    assertThat(processes.alive()).isEmpty();
    processes.stop(List.of(started), Duration.ofSeconds(5));
  }

  @Test
  void showsTheEndOfTheLogOfWhatFails() {
    Wave wave =
        new Wave(
            home,
            processes,
            new Progress(
                new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8), false));
    List<Processes.Known> started = new ArrayList<>();
    assertThatThrownBy(
            () -> wave.bringUp(List.of(child("broken", "echo no such thing; exit 3")), started))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("broken ended while starting")
        .hasMessageContaining("no such thing")
        .hasMessageContaining("broken.log");
    assertThat(started).hasSize(1);
  }

  private Child child(String name, String script) {
    return new Child(
        name,
        name,
        List.of("sh", "-c", script),
        folder,
        () -> false,
        Duration.ofSeconds(10),
        Child.SERVICE,
        "TERM");
  }
}
