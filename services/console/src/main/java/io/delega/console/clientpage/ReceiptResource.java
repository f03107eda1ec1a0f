package io.delega.console.clientpage;

import io.delega.console.receipt.ReceiptPages;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.CookieParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** The client's receipts of what was stopped, and the proofs in them. */
@Path("/me")
@Produces(MediaType.TEXT_HTML)
public class ReceiptResource {
  private static final String COOKIE = ClientPageResource.COOKIE;
  private static final String HOME = "/me";

  private final ReceiptPages receipts;

  ReceiptResource(ReceiptPages receipts) {
    this.receipts = receipts;
  }

  @GET
  @Path("connections/{id}/receipt")
  public Uni<Response> receipt(@CookieParam(COOKIE) String token, @PathParam("id") String id) {
    return receipts.ofConnection("Bearer " + token, id, HOME);
  }

  @GET
  @Path("grants/{id}/receipt")
  public Uni<Response> receiptOfGrant(
      @CookieParam(COOKIE) String token, @PathParam("id") String id) {
    return receipts.ofGrant("Bearer " + token, id, HOME);
  }

  /** The proof of a receipt's step, to be checked by anyone. */
  @GET
  @Path("proofs/{event}")
  @Produces(MediaType.APPLICATION_JSON)
  public Uni<Response> proof(@CookieParam(COOKIE) String token, @PathParam("event") String event) {
    return receipts.proof("Bearer " + token, event, HOME);
  }
}
