/** The client's own way in: one-time links and short-lived tokens. */
package io.delega.connect.person;
