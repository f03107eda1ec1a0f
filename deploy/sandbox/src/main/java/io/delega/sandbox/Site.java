package io.delega.sandbox;

import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.BodyHandler;

/** Which address leads where. */
final class Site {
  private static final long MOST_BYTES = 64L * 1024 * 1024;

  private Site() {}

  static Router router(
      Vertx vertx,
      Sandbox.Settings settings,
      Tokens tokens,
      Misbehaviour misbehaviour,
      Arrivals arrivals,
      Control control) {
    Router router = Router.router(vertx);
    router.route("/api/v1/*").handler(new Guard(tokens, misbehaviour, arrivals)::admit);
    router.route().handler(BodyHandler.create(false).setBodyLimit(MOST_BYTES));
    router.get("/").handler(context -> Pages.home(context, settings));
    oauth(router, settings, tokens, misbehaviour, arrivals);
    control(router, control);
    router.route("/api/v1/*").subRouter(api(vertx, settings));
    router.route().handler(context -> Answers.error(context, 404, "not_found", "nothing here"));
    return router;
  }

  private static void oauth(
      Router router,
      Sandbox.Settings settings,
      Tokens tokens,
      Misbehaviour misbehaviour,
      Arrivals arrivals) {
    Authorizations authorizations = new Authorizations();
    AuthorizeEndpoint authorize = new AuthorizeEndpoint(tokens, authorizations, settings);
    TokenEndpoint token = new TokenEndpoint(tokens, authorizations, misbehaviour, arrivals);
    router.get("/oauth/authorize").handler(authorize::authorize);
    router.post("/oauth/login").handler(authorize::login);
    router.post("/oauth/consent").handler(authorize::consent);
    router.post("/oauth/token").handler(token::token);
    router.post("/oauth/revoke").handler(token::revoke);
    router.post("/apps").handler(new AppsEndpoint(tokens)::register);
    Metadata metadata = new Metadata(settings.url());
    router.get("/.well-known/oauth-authorization-server").handler(metadata::show);
  }

  private static void control(Router router, Control control) {
    router.get("/control").handler(control::show);
    router.post("/control").handler(control::change);
    router.get("/control/arrivals").handler(control::arrivals);
    router.delete("/control/arrivals").handler(control::forget);
    router.post("/control/button").handler(control::button);
    router.post("/control/:action").handler(control::act);
  }

  private static Router api(Vertx vertx, Sandbox.Settings settings) {
    DemoData data = new DemoData();
    Router api = Router.router(vertx);
    new MailApi(data).mount(api);
    new ContactsApi(data).mount(api);
    new ChatbotsApi(data).mount(api);
    new ToolsApi().mount(api, settings);
    return api;
  }
}
