/** What is enforced for a connection, and where it comes from. */
package io.delega.accesspolicy.connection;
