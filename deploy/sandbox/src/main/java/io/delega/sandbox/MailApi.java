package io.delega.sandbox;

import io.delega.sandbox.DemoData.Message;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

/** Mailboxes and their messages. */
final class MailApi {
  private final DemoData data;

  MailApi(DemoData data) {
    this.data = data;
  }

  void mount(Router router) {
    router.get("/mail").handler(Guard.scope("mail.read", this::mailboxes));
    router.get("/mail/:mailbox/messages").handler(Guard.scope("mail.read", this::messages));
    router.post("/mail/:mailbox/messages/send").handler(Guard.scope("mail.send", this::send));
    router.get("/mail/:mailbox/messages/:id").handler(Guard.scope("mail.read", this::message));
    router.delete("/mail/:mailbox/messages/:id").handler(Guard.scope("mail.send", this::delete));
  }

  /** What is sent. */
  record Outgoing(String to, String subject, String body) {}

  private void mailboxes(RoutingContext context) {
    List<Map<String, Object>> mailboxes =
        data.mail.entrySet().stream()
            .map(
                entry ->
                    Map.<String, Object>of(
                        "address", entry.getKey(), "messages", entry.getValue().size()))
            .toList();
    Answers.json(context, 200, Map.of("mailboxes", mailboxes));
  }

  private void messages(RoutingContext context) {
    Map<String, Message> mailbox = mailbox(context);
    if (mailbox != null) {
      Answers.json(
          context,
          200,
          Map.of(
              "mailbox", context.pathParam("mailbox"), "messages", List.copyOf(mailbox.values())));
    }
  }

  private void message(RoutingContext context) {
    Map<String, Message> mailbox = mailbox(context);
    if (mailbox == null) {
      return;
    }
    Message message = mailbox.get(context.pathParam("id"));
    if (message == null) {
      Answers.error(context, 404, "not_found", "no such message");
    } else {
      Answers.json(context, 200, message);
    }
  }

  private void send(RoutingContext context) {
    Map<String, Message> mailbox = mailbox(context);
    Outgoing outgoing = mailbox == null ? null : Answers.body(context, Outgoing.class);
    if (outgoing == null) {
      return;
    }
    if (outgoing.to() == null) {
      Answers.error(context, 400, "invalid_request", "to is missing");
      return;
    }
    Message message =
        new Message(
            data.nextId("msg"),
            context.pathParam("mailbox"),
            outgoing.to(),
            outgoing.subject(),
            outgoing.body(),
            Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    mailbox.put(message.id(), message);
    Answers.json(context, 201, message);
  }

  private void delete(RoutingContext context) {
    Map<String, Message> mailbox = mailbox(context);
    if (mailbox == null) {
      return;
    }
    if (mailbox.remove(context.pathParam("id")) == null) {
      Answers.error(context, 404, "not_found", "no such message");
    } else {
      context.response().setStatusCode(204).end();
    }
  }

  private Map<String, Message> mailbox(RoutingContext context) {
    Map<String, Message> mailbox = data.mail.get(context.pathParam("mailbox"));
    if (mailbox == null) {
      Answers.error(context, 404, "not_found", "no such mailbox");
    }
    return mailbox;
  }
}
