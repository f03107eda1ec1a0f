/** What is done regularly beside taking facts in. */
package io.delega.audit.upkeep;
