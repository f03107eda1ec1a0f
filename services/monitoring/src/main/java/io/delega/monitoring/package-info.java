/** Alerts and usage, from the audit stream alone. */
package io.delega.monitoring;
