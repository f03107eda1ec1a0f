/** Whether what is deployed elsewhere fits the services. */
package io.delega.checks;
