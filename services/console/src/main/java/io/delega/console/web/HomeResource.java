package io.delega.console.web;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** The front door. */
@Path("/")
@Produces(MediaType.TEXT_HTML)
public class HomeResource {
  private final Language language;

  HomeResource(Language language) {
    this.language = language;
  }

  @CheckedTemplate(basePath = "")
  static class Templates {
    static native TemplateInstance home(String language);

    private Templates() {}
  }

  @GET
  public TemplateInstance home() {
    String spoken = language.spoken();
    return Templates.home(spoken).setLocale(spoken);
  }
}
