package io.delega.local.infra;

/** placeholder until compiled against the issuer. */
public final class SandboxMain {
  private SandboxMain() {}
}
