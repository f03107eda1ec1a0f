package io.delega.local.infra;

/** placeholder. */
public final class KafkaMain {
  private KafkaMain() {}
}
