/** The agency's customers, from their registration to the destruction certificate. */
package io.delega.connect.client;
