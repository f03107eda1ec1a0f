package io.delega.connect.page;

import io.quarkus.qute.i18n.Message;
import io.quarkus.qute.i18n.MessageBundle;

/** Every text of the pages; Italian is in {@code messages/msg_it.properties}. */
@MessageBundle
public interface Texts {
  @Message("Connect {provider}")
  String title(String provider);

  @Message("{agency} asks for access to your {provider} account")
  String asks(String agency, String provider);

  @Message("{agency} asks you to connect your {provider} account again")
  String asksAgain(String agency, String provider);

  @Message(
      "The connection stopped working. What you agreed to before stays as it is; nothing is added.")
  String againIntro();

  @Message("These assistants of {agency} may then do exactly this, and nothing else:")
  String intro(String agency);

  @Message("only:")
  String only();

  @Message("everything of this kind in the account")
  String everything();

  @Message("reads")
  String reads();

  @Message("changes")
  String changes();

  @Message("deletes")
  String deletes();

  @Message("Read everything in {provider}")
  String readsAll(String provider);

  @Message("Change everything in {provider}, without deleting")
  String changesAll(String provider);

  @Message("Delete everything in {provider}")
  String deletesAll(String provider);

  @Message("that is, and nothing that is added later:")
  String thatIs();

  @Message("until {date}")
  String until(String date);

  @Message("at most {count} times a minute")
  String perMinute(int count);

  @Message("at most {count} times in 24 hours")
  String perDay(int count);

  @Message("at most {count} times in all")
  String inAll(int count);

  @Message("only from {networks}")
  String networks(String networks);

  @Message("only reading, whatever is named above")
  String readOnly();

  @Message("only {days}, {from} to {to} ({zone})")
  String hours(String days, String from, String to, String zone);

  @Message("every day")
  String everyDay();

  @Message("Monday")
  String mon();

  @Message("Tuesday")
  String tue();

  @Message("Wednesday")
  String wed();

  @Message("Thursday")
  String thu();

  @Message("Friday")
  String fri();

  @Message("Saturday")
  String sat();

  @Message("Sunday")
  String sun();

  @Message("What happens then")
  String thenTitle();

  @Message(
      "You sign in at {provider} itself. Neither {agency} nor its assistants ever see your password or a key.")
  String thenSignIn(String provider, String agency);

  @Message(
      "You enter your key on the next page. It is sealed at once; neither {agency} nor its assistants ever see it.")
  String thenKey(String agency);

  @Message("Every single access is recorded, and you can read the record.")
  String thenRecorded();

  @Message("You can stop all of it at any time, alone and at once, on your own page.")
  String thenStop();

  @Message("Connect with {provider}")
  String connect(String provider);

  @Message("No, thank you")
  String decline();

  @Message("This link is valid until {date}.")
  String validUntil(String date);

  @Message("Enter your key for {provider}")
  String keyTitle(String provider);

  @Message("It goes straight into the vault and is never shown to anyone.")
  String keyIntro();

  @Message("Key")
  String keyField();

  @Message("User name")
  String userField();

  @Message("Password")
  String passwordField();

  @Message("Client ID of your app")
  String clientIdField();

  @Message("Client secret of your app")
  String clientSecretField();

  @Message("Key file of the service account (its whole text)")
  String serviceAccountField();

  @Message("There is nothing to type: press the button to connect.")
  String nothingToType();

  @Message("Done: your {provider} account is connected")
  String doneTitle(String provider);

  @Message("{agency} can now do what you agreed to, and nothing else. You can close this page.")
  String done(String agency);

  @Message("Your {provider} account is connected; the last step is under way")
  String almostTitle(String provider);

  @Message("What you agreed to is being put into force. This page refreshes by itself.")
  String almost();

  @Message("This was already done: your account is connected. Nothing was done twice.")
  String already();

  @Message("Open your own page")
  String ownPage();

  @Message("There you see who may do what and what was done, and can stop it.")
  String ownPageIntro();

  @Message("Back to {agency}")
  String back(String agency);

  @Message("You have declined")
  String declinedTitle();

  @Message("Nothing was connected. If you change your mind, ask {agency} for a new link.")
  String declined(String agency);

  @Message("This link does not exist")
  String unknownTitle();

  @Message(
      "Perhaps it was not copied in full. Open it again from the message you got, or ask your agency for a new one.")
  String unknown();

  @Message("This link has been used already")
  String usedTitle();

  @Message(
      "Each link connects once. If it was you, all is well; if not, or to connect another account, ask {agency} for a new link.")
  String used(String agency);

  @Message("This link has expired")
  String expiredTitle();

  @Message(
      "Links are valid for a limited time only. Nothing was connected; ask {agency} for a new link.")
  String expired(String agency);

  @Message("This link was withdrawn")
  String cancelledTitle();

  @Message("Nothing was connected. Ask {agency} for a new link if you still want to connect.")
  String cancelled(String agency);

  @Message("{provider} did not confirm")
  String refusedTitle(String provider);

  @Message(
      "The sign-in was cancelled or not accepted there. Nothing was connected. You can try again.")
  String refused();

  @Message("{provider} does not answer at the moment")
  String awayTitle(String provider);

  @Message("Nothing was connected and nothing is lost. Please try again in a moment.")
  String away();

  @Message("Not ready yet")
  String notReadyTitle();

  @Message(
      "{agency} has not finished setting up {provider}. Please tell them; your link stays valid.")
  String notReady(String agency, String provider);

  @Message("Try again")
  String again();

  @Message("This answer does not belong to your browser's request")
  String strangeTitle();

  @Message(
      "For your safety nothing was connected. Open the link from your message again, in this same browser, and press Connect there. Cookies must be allowed.")
  String strange();

  @Message("The page was open for too long")
  String staleTitle();

  @Message(
      "Open the link from your message again, in this same browser, and press the button there. Cookies must be allowed.")
  String stale();

  @Message("Too late for this link")
  String tooLateTitle();

  @Message(
      "The link ended while you were signing in. What {provider} gave us is being destroyed; ask {agency} for a new link.")
  String tooLate(String provider, String agency);
}
