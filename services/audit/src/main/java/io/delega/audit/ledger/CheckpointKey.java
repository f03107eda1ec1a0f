package io.delega.audit.ledger;

import io.delega.audit.AuditConfig;
import io.delega.ledger.KeyFile;
import io.delega.ledger.NoteKey;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.URI;

/** The key that signs checkpoints: a file of its own, made once, by whichever replica is first. */
@Startup
@ApplicationScoped
public class CheckpointKey {
  private final NoteKey.Signer signer;

  CheckpointKey(AuditConfig config) throws IOException {
    signer =
        KeyFile.readOrMake(
            config.checkpointKeyFile(), () -> NoteKey.Signer.generate(origin(config)));
  }

  /** The signer, named for the ledger's origin. */
  public NoteKey.Signer signer() {
    return signer;
  }

  private static String origin(AuditConfig config) {
    return config
        .origin()
        .orElseGet(
            () -> {
              URI uri = URI.create(config.publicUrl());
              return uri.getAuthority() + "/ledger";
            });
  }
}
