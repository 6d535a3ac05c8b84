package org.commonwatch.council;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.DivisionInfo;
import org.apache.ratis.server.RaftServerRpc;

/**
 * Gives up connections to nodes that have been silent for some time, so that new ones are made. Ratis keeps a connection for as long
 * as nobody ends it, and on a line that loses everything nobody does: TCP tries again after ever longer times, up to two minutes, and
 * a firewall may have forgotten the connection for good. Who leads does so for each follower that does not answer, and who knows
 * of no leader for all the others.
 *
 * <p>Owned by one thread.
 */
final class Redialing {
    /**
     * Of a follower. Much longer than a busy node is silent, or a short cut lasts: Ratis closes a connection over some seconds, and
     * answers that still come on it meanwhile confuse who leads. Where no answer will ever come, it is heard again this much later.
     */
    static final long SILENT_MILLIS_MAX = 15_000;

    /** Of everybody, while nobody leads: longer than an election, and only votes are lost with a connection. */
    private static final long LEADERLESS_MILLIS_MAX = 2_000;

    private final RaftServerRpc rpc;
    private final Map<RaftPeerId, Long> dialledNanos = new HashMap<>();
    private long ledNanos;

    Redialing(RaftServerRpc rpc, long nowNanos) {
        this.rpc = rpc;
        this.ledNanos = nowNanos;
    }

    void look(DivisionInfo info, List<RaftPeer> others, long nowNanos) {
        boolean led = info.isLeader() || info.getLeaderId() != null;
        ledNanos = led ? nowNanos : ledNanos;
        if (info.isLeader()) {
            info.getRoleInfoProto().getLeaderInfo().getFollowerInfoList().stream()
                    .filter(follower -> follower.getLastRpcElapsedTimeMs() > SILENT_MILLIS_MAX)
                    .forEach(silent -> redial(RaftPeerId.valueOf(silent.getId().getId()), SILENT_MILLIS_MAX, nowNanos));
        } else if (nowNanos - ledNanos > TimeUnit.MILLISECONDS.toNanos(LEADERLESS_MILLIS_MAX)) {
            others.forEach(other -> redial(other.getId(), LEADERLESS_MILLIS_MAX, nowNanos));
        }
    }

    private void redial(RaftPeerId silent, long spacingMillis, long nowNanos) {
        Long before = dialledNanos.get(silent);
        if (before == null || nowNanos - before > TimeUnit.MILLISECONDS.toNanos(spacingMillis)) {
            dialledNanos.put(silent, nowNanos);
            hangUp(silent);
        }
    }

    /** Closing takes seconds when the other side is gone, which nobody waits for. */
    private void hangUp(RaftPeerId silent) {
        Thread.ofPlatform()
                .daemon()
                .name("council-redials-" + silent)
                .start(() -> rpc.handleException(silent, new IOException("silent for long: " + silent), true));
    }
}
