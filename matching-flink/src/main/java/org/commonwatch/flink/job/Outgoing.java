package org.commonwatch.flink.job;

/** A message on its way out. Messages of one key keep their order. */
@SuppressWarnings("ArrayRecordComponent") // bytes on their way, never compared
public record Outgoing(byte[] key, byte[] value) {}
