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

  @Message("at most {count} a minute")
  String perMinute(int count);

  @Message("{days} {from}-{to} ({zone})")
  String hours(String days, String from, String to, String zone);

  @Message("every day")
  String everyDay();

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
}
