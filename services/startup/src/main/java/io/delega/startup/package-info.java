/** Starts a service, or says which settings are missing, wrong or not for production. */
package io.delega.startup;
