package io.delega.tokenvault.outbound;

/** A call to the outside was refused before it was made; the message says why. */
public final class AddressRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  AddressRefusedException(String reason) {
    super(reason, null, false, false);
  }
}
