/** A provider as one agency set it up. */
package io.delega.connect.integration;
