/** How a service's own Kafka clients reach a Kafka that wants TLS. */
package io.delega.kafka;
