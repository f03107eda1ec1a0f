package io.delega.sandbox;

import io.delega.sandbox.DemoData.Contact;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Map;

/** The CRM: contacts, each with an owner. */
final class ContactsApi {
  private final DemoData data;

  ContactsApi(DemoData data) {
    this.data = data;
  }

  void mount(Router router) {
    router.get("/contacts").handler(Guard.scope("contacts.read", this::list));
    router.get("/contacts/:id").handler(Guard.scope("contacts.read", this::read));
    router.patch("/contacts/:id").handler(Guard.scope("contacts.write", this::change));
    router.delete("/contacts/:id").handler(Guard.scope("contacts.write", this::delete));
  }

  /** What can be changed; null stays. */
  record Change(String name, String email, String phone, String company, String owner) {}

  private void list(RoutingContext context) {
    String owner = context.queryParams().get("owner");
    List<Contact> found =
        data.contacts.values().stream()
            .filter(contact -> owner == null || contact.owner().equals(owner))
            .toList();
    Answers.json(context, 200, Map.of("contacts", found));
  }

  private void read(RoutingContext context) {
    Contact contact = find(context);
    if (contact != null) {
      Answers.json(context, 200, contact);
    }
  }

  private void change(RoutingContext context) {
    Contact old = find(context);
    Change change = old == null ? null : Answers.body(context, Change.class);
    if (change == null) {
      return;
    }
    Contact changed =
        new Contact(
            old.id(),
            or(change.name(), old.name()),
            or(change.email(), old.email()),
            or(change.phone(), old.phone()),
            or(change.company(), old.company()),
            or(change.owner(), old.owner()));
    data.contacts.put(changed.id(), changed);
    Answers.json(context, 200, changed);
  }

  private void delete(RoutingContext context) {
    Contact contact = find(context);
    if (contact != null) {
      data.contacts.remove(contact.id());
      context.response().setStatusCode(204).end();
    }
  }

  private Contact find(RoutingContext context) {
    Contact contact = data.contacts.get(context.pathParam("id"));
    if (contact == null) {
      Answers.error(context, 404, "not_found", "no such contact");
    }
    return contact;
  }

  private static String or(String changed, String old) {
    return changed == null ? old : changed;
  }
}
