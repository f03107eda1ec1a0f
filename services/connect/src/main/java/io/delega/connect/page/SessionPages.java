package io.delega.connect.page;

import io.delega.api.ProblemException;
import io.delega.connect.Secrecy;
import io.delega.connect.client.Clients;
import io.delega.connect.session.ConnectSession;
import io.delega.connect.session.Connecting;
import io.delega.connect.session.Connecting.Next;
import io.delega.connect.session.Connecting.Result;
import io.delega.connect.session.SessionStatus;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.util.List;
import org.jboss.logging.Logger;

/** The pages of one session. */
@ApplicationScoped
class SessionPages {
  private static final Logger LOG = Logger.getLogger(SessionPages.class);

  @Inject Pages pages;
  @Inject Connecting connecting;
  @Inject Clients clients;
  @Inject Clock clock;

  /** The session with all that its pages say. */
  Uni<Visited> visited(Visit visit, ConnectSession session) {
    return clients
        .find(session.agency, session.client)
        .chain(
            client -> {
              String agreed =
                  session.locale == null ? client.map(c -> c.locale).orElse(null) : session.locale;
              return connecting
                  .setup(session)
                  .map(setup -> new Visited(visit, session, visit.words(agreed), setup));
            });
  }

  /** The page that asks, in a browser that is known from now on. */
  Response ask(Visited at, String action) {
    Secrecy secret = at.visit().browser().orElseGet(Secrecy::create);
    ConnectSession session = at.session();
    AskView view =
        new AskView(
            at.language(),
            at.agency(),
            at.provider(),
            session.reconnect,
            at.oauth(),
            session.access.stream()
                .map(a -> at.words().assistant(a, at.setup().orElseThrow().provider().definition()))
                .toList(),
            action,
            Browser.csrf(secret, session.id),
            at.words().date(session.expiresAt));
    Response.ResponseBuilder page =
        pages
            .page(
                200,
                Pages.Templates.ask(view),
                at.language(),
                at.authorizationUrl(),
                session.returnUrl)
            .cookie(pages.browser(secret));
    return pages.remembering(page, at.visit()).build();
  }

  /** Begins an attempt and sends the browser on. */
  Uni<Response> connect(Visited at) {
    return connecting
        .begin(
            at.session(),
            at.setup().orElseThrow(),
            at.visit().browser().orElseThrow(),
            at.language())
        .map(next -> goOn(at, next))
        .onFailure(ProblemException.class)
        .recoverWithItem(failure -> notBegun(at, failure));
  }

  private Response goOn(Visited at, Next next) {
    if (next instanceof Next.TypeKey key) {
      Connecting.Setup setup = at.setup().orElseThrow();
      List<KeyView.Field> fields =
          setup.provider().definition().typedFields(setup.integration().clientId != null).stream()
              .map(field -> KeyView.Field.of(field, at.language(), at.texts()))
              .toList();
      KeyView view = new KeyView(at.language(), at.provider(), fields, key.ticket());
      return pages.page(200, Pages.Templates.key(view), at.language()).build();
    }
    return pages.seeOther(((Next.AtProvider) next).url());
  }

  private Response notBegun(Visited at, ProblemException failure) {
    LOG.infof("Session %s: not begun, %s", at.session().id, failure.code());
    return switch (failure.status()) {
      case 410 -> over(at);
      case 409 -> notReady(at);
      default -> away(at);
    };
  }

  /** How an attempt ended. */
  Response ended(Visited at, Result result) {
    return switch (result) {
      case DONE -> pages.seeOther(pages.done(at.session()));
      case REFUSED -> refused(at);
      case NO_ANSWER -> away(at);
      case TOO_LATE ->
          say(at, 410, at.texts().tooLateTitle(), at.texts().tooLate(at.provider(), at.agency()));
    };
  }

  /** Why the link does not open the page that asks. */
  Response over(Visited at) {
    Texts texts = at.texts();
    SessionStatus status =
        at.session().openAt(clock.instant())
            ? SessionStatus.OPEN
            : at.session().status == SessionStatus.OPEN
                ? SessionStatus.EXPIRED
                : at.session().status;
    return switch (status) {
      case ESTABLISHED, COMPLETED -> say(at, 410, texts.usedTitle(), texts.used(at.agency()));
      case CANCELLED -> say(at, 410, texts.cancelledTitle(), texts.cancelled(at.agency()));
      case EXPIRED -> say(at, 410, texts.expiredTitle(), texts.expired(at.agency()));
      case OPEN -> notReady(at);
    };
  }

  Response notReady(Visited at) {
    Texts texts = at.texts();
    return say(at, 409, texts.notReadyTitle(), texts.notReady(at.agency(), at.provider()));
  }

  Response refused(Visited at) {
    return again(at, 400, at.texts().refusedTitle(at.provider()), at.texts().refused());
  }

  Response away(Visited at) {
    return again(at, 502, at.texts().awayTitle(at.provider()), at.texts().away());
  }

  Response declined(Visited at) {
    String url = Pages.returnUrl(at.session());
    return url != null
        ? pages.seeOther(url)
        : say(at, 200, at.texts().declinedTitle(), at.texts().declined(at.agency()));
  }

  private Response say(Visited at, int status, String title, String text) {
    return pages.message(status, MessageView.of(at.language(), false, title, text)).build();
  }

  /** A page with a button that begins another attempt, where the session still allows one. */
  private Response again(Visited at, int status, String title, String text) {
    if (!at.session().openAt(clock.instant())) {
      return say(at, status, title, text);
    }
    MessageView view =
        new MessageView(
            at.language(),
            false,
            title,
            text,
            "/connect/again/" + at.session().id,
            Browser.csrf(at.visit().browser().orElseThrow(), at.session().id));
    return pages.message(status, view, at.authorizationUrl()).build();
  }

  Response done(Visited at, boolean already) {
    ConnectSession session = at.session();
    DoneView view =
        new DoneView(
            at.language(),
            at.provider(),
            at.agency(),
            already,
            session.status == SessionStatus.COMPLETED,
            "/connect/done/" + session.id,
            Browser.csrf(at.visit().browser().orElseThrow(), session.id),
            Pages.returnUrl(session));
    return pages
        .remembering(pages.page(200, Pages.Templates.done(view), at.language()), at.visit())
        .build();
  }

  /** A page for a request that belongs to no session. */
  Response nowhere(Visit visit, int status, boolean unknown) {
    Words words = visit.words(null);
    String title = unknown ? words.texts().unknownTitle() : words.texts().strangeTitle();
    String text = unknown ? words.texts().unknown() : words.texts().strange();
    MessageView view = MessageView.of(words.language(), unknown, title, text);
    return pages.remembering(pages.message(status, view), visit).build();
  }

  /** A page for a form that this browser did not get from us. */
  Response stale(Visit visit) {
    Words words = visit.words(null);
    return pages
        .message(
            403,
            MessageView.of(
                words.language(), false, words.texts().staleTitle(), words.texts().stale()))
        .build();
  }
}
