/**
 * Telemetry sources of this organisation: log files that are followed, syslog, brokers of MQTT 5,
 * lines that are pushed over HTTP. A source hands
 * blocks of whole lines to {@link org.commonwatch.node.matching.BlockMatching} and keeps none of them.
 *
 * <p>Order that survives a crash: a block is read, matched, and then what it brought, the source's counters and the place
 * where reading goes on are committed to {@code local.db} in one transaction. What is cut short is read again; nothing counts
 * twice. What a broker sends again is known again (see {@code MqttSession}); what cannot be read again (syslog) is counted when it is lost, with the reason.
 *
 * <p>Paths are the owner's: a file source reads whatever the node's user can read, except the node's own folder.
 */
@NullMarked
package org.commonwatch.node.sources;

import org.jspecify.annotations.NullMarked;
