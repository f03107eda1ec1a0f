package io.delega.audit;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Settings of audit. */
@ConfigMapping(prefix = "delega.audit")
public interface AuditConfig {
  /** Kafka's bootstrap servers. */
  @WithDefault("${delega.kafka}")
  String kafka();

  /** The platform's address; the ledger's origin is derived from it where none is set. */
  @WithDefault("${delega.public-url}")
  String publicUrl();

  /** The ledger's name in checkpoints; only read when the checkpoint key is made. */
  Optional<String> origin();

  /** The checkpoint key; made on first start, readable by its owner only. */
  @WithDefault("${delega.keys.keyset-file}.checkpoint")
  Path checkpointKeyFile();

  /** How often a checkpoint is signed at most. */
  @WithDefault("300ms")
  Duration checkpointInterval();

  /** Most events taken into the tree in one transaction. */
  @WithDefault("1000")
  int batchSize();

  /** Reads by the same reader with the same filters within this time are one audited read. */
  @WithDefault("1m")
  Duration readsCoalesced();

  /** After how long without an entry a stream shows that it is alive. */
  @WithDefault("15s")
  Duration streamHeartbeat();
}
