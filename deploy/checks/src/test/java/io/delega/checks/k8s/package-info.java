/** Whether k8s/ fits the services, without a cluster. */
package io.delega.checks.k8s;
