/**
 * The bridge: a small process beside the node. It says in Kafka what the node looks for, and tells the node of lines that hit. It
 * keeps nothing: what was said stands in the topic, and what was told is known to the node.
 */
@org.jspecify.annotations.NullMarked
package org.commonwatch.flink.bridge;
