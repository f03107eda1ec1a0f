package io.delega.console.web;

import io.quarkus.qute.i18n.Message;
import io.quarkus.qute.i18n.MessageBundle;

/** Every text of the pages; Italian is in {@code messages/msg_it.properties}. */
@MessageBundle
public interface Texts {
  @Message("Delega: access you can take back")
  String title();

  @Message(
      "Your clients connect their accounts. Your assistants do what was agreed. Nobody holds a key.")
  String tagline();

  @Message("Sign in to the dashboard")
  String signIn();

  @Message("Sign out")
  String signOut();

  @Message(
      "Are you a client? Open the link your agency gave you. It leads to your own page, where you see who may do what and can stop it.")
  String clientHint();

  @Message("The ledger's current checkpoint and key, for anyone to check")
  String ledgerHint();

  @Message("Dashboard")
  String dashboard();

  @Message("Clients")
  String clients();

  @Message("Connections")
  String connections();

  @Message("Grants")
  String grants();

  @Message("Last calls")
  String lastCalls();

  @Message("Alerts")
  String alerts();

  @Message("Nothing here yet.")
  String nothingYet();

  @Message(
      "This part cannot be shown at the moment: its service does not answer. It will come back by itself.")
  String away();

  @Message("Your role does not include this part.")
  String notYours();

  @Message("Client")
  String client();

  @Message("Account")
  String account();

  @Message("State")
  String state();

  @Message("Assistant")
  String assistant();

  @Message("May do")
  String mayDo();

  @Message("Limits")
  String limits();

  @Message("When")
  String when();

  @Message("What")
  String what();

  @Message("Outcome")
  String outcome();

  @Message("Call")
  String call();

  @Message("Revoke")
  String revoke();

  @Message("Stop the connection")
  String stopConnection();

  @Message("Acknowledge")
  String acknowledge();

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

  @Message("that is, and nothing that is added later:")
  String thatIs();

  @Message("Read everything")
  String readsAll();

  @Message("Change everything, without deleting")
  String changesAll();

  @Message("Delete everything")
  String deletesAll();

  @Message("everything of this kind")
  String everything();

  @Message("Your connected accounts")
  String yourAccounts();

  @Message(
      "This is what you allowed and what was done in your name. You can stop it here, alone, at any time.")
  String yourPageIntro();

  @Message("Who may do what")
  String whoMayDoWhat();

  @Message("What was done in your name")
  String whatWasDone();

  @Message("Stop")
  String stop();

  @Message("Stop everything for this account")
  String stopAccount();

  @Message("Stopped: from now on nothing gets through.")
  String stopped();

  @Message("Pause")
  String pause();

  @Message("Resume")
  String resume();

  @Message("Paused: nothing gets through until it is resumed.")
  String paused();

  @Message("Resumed: what is allowed gets through again.")
  String resumed();

  @Message("Quarantine")
  String quarantine();

  @Message("End the quarantine")
  String release();

  @Message("In quarantine: nothing of this assistant gets through any more.")
  String quarantined();

  @Message("The quarantine has ended: what is granted gets through again.")
  String released();

  @Message("In quarantine")
  String stateQuarantined();

  @Message("Assistants")
  String assistants();

  @Message("Your rules")
  String yourRules();

  @Message("They hold for every account and every assistant, whatever was allowed.")
  String yourRulesIntro();

  @Message("Nobody may delete anything")
  String ruleNeverDelete();

  @Message("Everybody may only read")
  String ruleOnlyRead();

  @Message("Switch on")
  String switchOn();

  @Message("Switch off")
  String switchOff();

  @Message("On")
  String on();

  @Message("The rule is on, everywhere.")
  String ruleOn();

  @Message("The rule is off.")
  String ruleOff();

  @Message(
      "The stop is stored, but not every enforcement point has confirmed it yet. Press again in a moment to see it confirmed.")
  String stopPending();

  @Message("That did not work. Nothing was changed; please try again in a moment.")
  String failed();

  @Message("Your page at Delega")
  String yourPage();

  @Message("Open your page to see which accounts are connected, who may do what, and to stop it.")
  String openIntro();

  @Message("Open my page")
  String open();

  @Message("This link is not valid any more")
  String linkGoneTitle();

  @Message(
      "Each link opens once and for some days only. Ask your agency for a new one; what you allowed or stopped is not changed by that.")
  String linkGone();

  @Message("Your visit has ended")
  String visitEndedTitle();

  @Message(
      "For your safety a visit lasts half an hour. Ask your agency for a new link to come back.")
  String visitEnded();

  @Message("Nobody may do anything with this account now.")
  String nobody();

  @Message("Connected")
  String stateActive();

  @Message("Being set up")
  String statePending();

  @Message("Needs attention soon")
  String stateDegraded();

  @Message("Needs to be connected again")
  String stateBroken();

  @Message("Paused")
  String stateSuspended();

  @Message("Paused by the agency")
  String pausedByAgency();

  @Message("Paused by the client")
  String pausedByClient();

  @Message("Paused by the agency and by the client")
  String pausedByBoth();

  @Message("Stopped")
  String stateRevoked();

  @Message("Expired")
  String stateExpired();

  @Message("Allowed")
  String grantActive();

  @Message("done")
  String outcomeCompleted();

  @Message("refused")
  String outcomeDenied();

  @Message("allowed")
  String outcomeAllowed();

  @Message("failed")
  String outcomeFailed();

  @Message("cut off")
  String outcomeCancelled();

  @Message("outcome unknown")
  String outcomeUnknown();

  @Message("Use after revocation")
  String alertUseAfterRevocation();

  @Message("A call without a known outcome")
  String alertOutcomeUnknown();

  @Message("A connection is broken")
  String alertCredentialBroken();

  @Message("The stored credential of a connection was tampered with")
  String alertCredentialTampered();

  @Message("{count} times")
  String times(long count);

  @Message("mon")
  String mon();

  @Message("tue")
  String tue();

  @Message("wed")
  String wed();

  @Message("thu")
  String thu();

  @Message("fri")
  String fri();

  @Message("sat")
  String sat();

  @Message("sun")
  String sun();

  @Message("only:")
  String only();

  @Message("everything of this kind in the account")
  String everythingInAccount();

  @Message("reads")
  String reads();

  @Message("changes")
  String changes();

  @Message("deletes")
  String deletes();

  @Message("Your agency asks for more")
  String asksForMore();

  @Message("Nothing changes unless you accept. What you allowed before stays as it is.")
  String asksForMoreIntro();

  @Message("{assistant} may then do exactly this too, and nothing else:")
  String mayThen(String assistant);

  @Message("Why, in the words of your agency:")
  String whyAsked();

  @Message("You can answer until {date}.")
  String answerUntil(String date);

  @Message("Accept")
  String accept();

  @Message("No, thank you")
  String decline();

  @Message("Accepted: what you allowed gets through from now on.")
  String accepted();

  @Message(
      "Your yes is stored, but not every enforcement point knows it yet. It will be allowed in a moment.")
  String acceptPending();

  @Message("Declined: nothing changes.")
  String declined();

  @Message(
      "This request cannot be answered any more: it was answered, taken back, or has run out. Nothing was changed.")
  String askOver();

  @Message("Requests to clients")
  String accessRequests();

  @Message("Withdraw")
  String withdraw();

  @Message("Withdrawn: the client cannot accept it any more.")
  String withdrawn();

  @Message("Asks for")
  String asksFor();

  @Message("Waiting for the client")
  String stateOpen();

  @Message("Accepted")
  String stateAccepted();

  @Message("Declined")
  String stateDeclined();

  @Message("Withdrawn")
  String stateWithdrawn();

  @Message("Receipt")
  String receipt();

  @Message("Receipt of a stop")
  String receiptTitle();

  @Message(
      "This account was stopped for good. Each step that is done stands in the ledger, which nobody can rewrite unseen.")
  String receiptIntro();

  @Message(
      "What this assistant was allowed was stopped. The account stays connected unless it was stopped itself, which has a receipt of its own.")
  String receiptOfGrantIntro();

  @Message("Stopped")
  String stepStopped();

  @Message("By the client.")
  String stoppedByClient();

  @Message("By the agency or in its name.")
  String stoppedByAgency();

  @Message("The stop is stored.")
  String stoppedStored();

  @Message("Blocked everywhere")
  String stepBlocked();

  @Message("Enforcement points that confirmed it: {confirmed}; {millis} ms after the stop.")
  String blockedBy(int confirmed, long millis);

  @Message("Without an answer, and by themselves admitting nothing any more: {expired}.")
  String blockedExpired(int expired);

  @Message("Still to come: not every enforcement point has confirmed it yet.")
  String blockedPending();

  @Message("At the provider")
  String stepProvider();

  @Message("The provider has revoked the token.")
  String providerRevoked();

  @Message(
      "The provider has no way to revoke this kind of access. Delega cannot use it any more; change the key or password there to be sure.")
  String providerUnsupported();

  @Message("Nothing was stored that could be revoked.")
  String providerNothingStored();

  @Message(
      "The provider did not revoke the token ({reason}). Delega cannot use it any more; end the access in your account there.")
  String providerFailed(String reason);

  @Message("Still to come: the provider has not confirmed it yet and is asked again.")
  String providerPending();

  @Message("The credential")
  String stepCredential();

  @Message("Destroyed: the keys under which it was sealed are gone.")
  String credentialDestroyed();

  @Message("Still to come.")
  String stillToCome();

  @Message("Entry {leaf} of the ledger,")
  String leafAt(long leaf);

  @Message("proof")
  String proof();

  @Message("Anyone can check a proof offline, with the ledger's key:")
  String proofHint();

  @Message("On its way into the ledger; look again in a moment.")
  String ledgerSoon();

  @Message("The ledger cannot be read at the moment.")
  String ledgerAway();

  @Message("No reference to the ledger was kept for this step.")
  String noReference();

  @Message("There is no receipt: this was not stopped.")
  String noReceipt();

  @Message("Back to the page")
  String backToPage();
}
