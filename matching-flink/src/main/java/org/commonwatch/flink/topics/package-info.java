/** What stands in the topics, byte for byte as {@code docs/formats/topics.md} says. Knows Kafka, and neither Flink nor the node. */
@org.jspecify.annotations.NullMarked
package org.commonwatch.flink.topics;
