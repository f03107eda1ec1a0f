package io.delega.sandbox;

import io.vertx.ext.web.RoutingContext;
import java.util.stream.Collectors;

/** The pages people see; plain forms, no scripts. */
final class Pages {
  private static final String STYLE =
      """
      body{font:16px/1.5 system-ui,sans-serif;max-width:34rem;margin:3rem auto;padding:0 1rem;\
      color:#1c2430;background:#f5f3ee}main{background:#fff;padding:1.5rem 2rem;border-radius:.6rem;\
      box-shadow:0 1px 4px #0002}label{display:block;margin:.8rem 0}input{font:inherit;width:100%;\
      padding:.5rem;box-sizing:border-box}button{font:inherit;padding:.6rem 1rem;margin:.3rem .3rem\
       .3rem 0}.demo{color:#8a4b00;font-size:.9rem}.wrong{color:#a00}
      """;

  private Pages() {}

  static void login(RoutingContext context, String request, boolean wrong) {
    page(
        context,
        wrong ? 401 : 200,
        "Log in",
        (wrong ? "<p class=\"wrong\">User or password is wrong.</p>" : "")
            + """
            <form method="post" action="/oauth/login">
            <input type="hidden" name="request" value="%s">
            <label>User <input name="user" autocomplete="username"></label>
            <label>Password <input name="password" type="password"
             autocomplete="current-password"></label>
            <button name="action" value="login">Log in</button></form>
            """
                .formatted(request));
  }

  static void consent(RoutingContext context, String request, Authorization authorization) {
    String scopes =
        authorization.scopes().stream()
            .map(scope -> "<li>" + Scopes.inWords(scope) + "</li>")
            .collect(Collectors.joining());
    page(
        context,
        200,
        "Allow access?",
        """
        <p>The app <b>%s</b> wants to:</p><ul>%s</ul>
        <p>You are logged in as %s.</p>
        <form method="post" action="/oauth/consent">
        <input type="hidden" name="request" value="%s">
        <button name="decision" value="allow">Allow</button>
        <button name="decision" value="deny">Deny</button></form>
        """
            .formatted(
                escape(authorization.app().clientId()),
                scopes,
                escape(authorization.user()),
                request));
  }

  static void problem(RoutingContext context, String text) {
    page(context, 400, "This does not work", "<p>" + escape(text) + "</p>");
  }

  static void home(RoutingContext context, Sandbox.Settings settings) {
    String buttons =
        Control.BUTTONS.entrySet().stream()
            .map(
                entry ->
                    "<button name=\"do\" value=\"%s\">%s</button>"
                        .formatted(entry.getKey(), entry.getValue()))
            .collect(Collectors.joining("\n"));
    page(
        context,
        200,
        "Sandbox",
        """
        <p>A small third-party platform to play with: mailboxes, contacts and chatbots behind OAuth
        2.0. Everything in it is made up.</p>
        <p>Log in as <b>%s</b> with password <b>%s</b>.</p>
        <h2>Make it misbehave</h2>
        <form method="post" action="/control/button">%s</form>
        <p><a href="/control">switches</a> · <a href="/control/arrivals">what arrived</a> ·
        <a href="/.well-known/oauth-authorization-server">OAuth metadata</a></p>
        """
            .formatted(escape(settings.user()), escape(settings.password()), buttons));
  }

  private static void page(RoutingContext context, int status, String title, String content) {
    context
        .response()
        .setStatusCode(status)
        .putHeader("Content-Type", "text/html; charset=utf-8")
        .putHeader("Cache-Control", "no-store")
        .putHeader("Referrer-Policy", "no-referrer")
        .putHeader("X-Frame-Options", "DENY")
        .putHeader("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
        .end(
            """
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>%s · Sandbox (demo)</title><style>%s</style></head>
            <body><main><h1>%s</h1>%s
            <p class="demo">Sandbox: a demo platform with demo data.</p></main></body></html>
            """
                .formatted(title, STYLE, title, content));
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
  }
}
