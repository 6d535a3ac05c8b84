/**
 * Matching on a cluster, where one machine is outgrown: a job of Apache Flink that looks for the node's indicators in a topic of
 * lines, and a bridge that carries indicators from the node to Kafka and hits from Kafka to the node. {@code docs/flink.md}.
 */
@org.jspecify.annotations.NullMarked
package org.commonwatch.flink;
