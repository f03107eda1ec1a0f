package io.delega.console.receipt;

import io.delega.console.backend.Section;
import io.delega.console.web.Language;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.regex.Pattern;

/** Answers receipts and proofs, whoever asks. */
@ApplicationScoped
public class ReceiptPages {
  private static final Pattern EVENT = Pattern.compile("evt_[0-9a-z]{1,40}");

  private final Receipts receipts;
  private final Language language;

  ReceiptPages(Receipts receipts, Language language) {
    this.receipts = receipts;
    this.language = language;
  }

  @CheckedTemplate(basePath = "")
  static class Templates {
    static native TemplateInstance receipt(ReceiptView view);

    private Templates() {}
  }

  /** Of an account that was stopped; {@code home} is where its links lead back to. */
  public Uni<Response> ofConnection(String bearer, String id, String home) {
    return page(receipts.ofConnection(bearer, id, language.spoken(), home), home);
  }

  /** Of a grant that was stopped. */
  public Uni<Response> ofGrant(String bearer, String id, String home) {
    return page(receipts.ofGrant(bearer, id, language.spoken(), home), home);
  }

  /** The proof of an event as a file. */
  public Uni<Response> proof(String bearer, String event, String home) {
    if (!EVENT.matcher(event).matches()) {
      return Uni.createFrom().item(back(home, "noReceipt"));
    }
    return orExcuse(
        receipts
            .proof(bearer, event)
            .map(
                proof ->
                    Response.ok(proof, MediaType.APPLICATION_JSON)
                        .header("Cache-Control", "no-store")
                        .header("Content-Disposition", "attachment; filename=" + event + ".json")
                        .build()),
        home);
  }

  private Uni<Response> page(Uni<ReceiptView> view, String home) {
    return orExcuse(
        view.map(found -> html(200, Templates.receipt(found).setLocale(found.language()))), home);
  }

  private static Uni<Response> orExcuse(Uni<Response> answer, String home) {
    return answer
        .onFailure()
        .recoverWithItem(
            failure ->
                switch (Section.status(failure)) {
                  case 401 -> Response.seeOther(URI.create(home)).build();
                  case 403, 404 -> back(home, "noReceipt");
                  default -> back(home, "failed");
                });
  }

  private static Response back(String home, String notice) {
    return Response.seeOther(URI.create(home + "?notice=" + notice)).build();
  }

  private static Response html(int status, TemplateInstance page) {
    return Response.status(status)
        .type(MediaType.TEXT_HTML_TYPE.withCharset("utf-8"))
        .header("Cache-Control", "no-store")
        .entity(page)
        .build();
  }
}
