/** What the services say to each other: events, enforcement state, topics and ids. No I/O. */
package io.delega.contracts;
