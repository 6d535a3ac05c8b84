/**
 * The job: lines and indicators in, hits and dead letters out. Every task has an index of its own, fed from broadcast state; the
 * state, and how far each topic is read, are in the checkpoints.
 */
@org.jspecify.annotations.NullMarked
package org.commonwatch.flink.job;
