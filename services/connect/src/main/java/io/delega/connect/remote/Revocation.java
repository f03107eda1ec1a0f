package io.delega.connect.remote;

import io.delega.contracts.Actor;

/** Who revokes what, and why. */
public record Revocation(String agency, String reason, Actor actor) {}
