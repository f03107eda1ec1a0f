/**
 * A small third-party platform to play with: OAuth 2.0, mailboxes, contacts, chatbots, and switches
 * to misbehave. Its data are plainly demo.
 */
package io.delega.sandbox;
