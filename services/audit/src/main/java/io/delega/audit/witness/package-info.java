/** Asks witnesses to cosign checkpoints (C2SP tlog-witness), and believes them about forks. */
package io.delega.audit.witness;
