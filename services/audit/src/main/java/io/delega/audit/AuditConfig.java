package io.delega.audit;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
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

  /** The last checkpoint that was signed, which a restored database does not take back. */
  @WithDefault("${delega.keys.keyset-file}.checkpoint.last")
  Path anchorFile();

  /** How often a checkpoint is signed at most. */
  @WithDefault("300ms")
  Duration checkpointInterval();

  /** Witnesses that cosign checkpoints: of each its verifier key, a space and its URL. */
  Optional<List<String>> witnesses();

  /** How often the head of an agency with new entries is logged at most. */
  @WithDefault("1m")
  Duration headInterval();

  /** Most events taken into the tree in one transaction. */
  @WithDefault("1000")
  int batchSize();

  /** Reads by the same reader with the same filters within this time are one audited read. */
  @WithDefault("1m")
  Duration readsCoalesced();

  /** After how long without an entry a stream shows that it is alive. */
  @WithDefault("15s")
  Duration streamHeartbeat();

  /** How often what is due is archived and forgotten. */
  @WithDefault("1m")
  Duration upkeepInterval();

  /** Most exports that one agency has from one replica at a time. */
  @WithDefault("4")
  int exportsAtOnce();

  /** Where old entries go. */
  Archive archive();

  /** Timestamps of checkpoints by a time-stamping authority (RFC 3161). */
  Timestamps timestamps();

  /** Settings of timestamps. */
  interface Timestamps {
    /** The authority's address; without one nothing is stamped. */
    Optional<String> url();

    /** Certificates in PEM form, one of which the authority's must lead to. */
    Optional<Path> trusted();

    /** How often the newest checkpoint is stamped. */
    @WithDefault("24h")
    Duration every();
  }

  /** Settings of the archive; without a folder and without a store nothing is archived. */
  interface Archive {
    /** A folder for old entries. */
    Optional<Path> folder();

    /** How old the entries of a bundle must be to go there. */
    @WithDefault("90d")
    Duration after();

    /** An S3-style store for old entries, in place of a folder. */
    S3 s3();
  }

  /** Settings of an S3-style store. */
  interface S3 {
    /** The store's address; without one it is not used. */
    Optional<String> endpoint();

    /** The bucket, which must exist. */
    Optional<String> bucket();

    /** The region that requests are signed for. */
    @WithDefault("us-east-1")
    String region();

    /** The access key's id. */
    Optional<String> accessKey();

    /** A file with the secret access key. */
    Optional<String> secretKeyFile();
  }
}
