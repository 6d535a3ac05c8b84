package org.commonwatch.council;

import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.proto.RaftProtos.ServerRpcProto;
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
     * Much longer than a busy node is silent, or a short cut lasts: Ratis closes a connection over some seconds, and answers that
     * still come on it meanwhile confuse who leads. Where no answer will ever come, the node is heard again this much later.
     */
    static final long SILENT_MILLIS_MAX = 15_000;

    private static final long SILENT_NANOS_MAX = TimeUnit.MILLISECONDS.toNanos(SILENT_MILLIS_MAX);

    private final RaftServerRpc rpc;
    private final Map<RaftPeerId, Long> dialledNanos = new HashMap<>();
    private long ledNanos;

    Redialing(RaftServerRpc rpc, long nowNanos) {
        this.rpc = rpc;
        this.ledNanos = nowNanos;
    }

    void look(DivisionInfo info, List<RaftPeer> others, long nowNanos) {
        for (RaftPeerId silent : silent(info, others, nowNanos)) {
            Long before = dialledNanos.get(silent);
            if (before == null || nowNanos - before > SILENT_NANOS_MAX) {
                dialledNanos.put(silent, nowNanos);
                hangUp(silent);
            }
        }
    }

    private Set<RaftPeerId> silent(DivisionInfo info, List<RaftPeer> others, long nowNanos) {
        Set<RaftPeerId> silent = new HashSet<>();
        if (info.isLeader()) {
            ledNanos = nowNanos;
            for (ServerRpcProto follower :
                    info.getRoleInfoProto().getLeaderInfo().getFollowerInfoList()) {
                if (follower.getLastRpcElapsedTimeMs() > SILENT_MILLIS_MAX) {
                    silent.add(RaftPeerId.valueOf(follower.getId().getId()));
                }
            }
        } else if (info.getLeaderId() != null) {
            ledNanos = nowNanos;
        } else if (nowNanos - ledNanos > SILENT_NANOS_MAX) {
            others.forEach(other -> silent.add(other.getId()));
        }
        return silent;
    }

    /** Closing takes seconds when the other side is gone, which nobody waits for. */
    private void hangUp(RaftPeerId silent) {
        Thread.ofPlatform()
                .daemon()
                .name("council-redials-" + silent)
                .start(() -> rpc.handleException(silent, new IOException("silent for long: " + silent), true));
    }
}
