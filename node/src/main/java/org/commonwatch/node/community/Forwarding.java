package org.commonwatch.node.community;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.commonwatch.node.outbound.Reply;
import org.commonwatch.node.spine.Log;

/** The way of own statements to a node that orders the log; used by the sending thread alone. */
final class Forwarding implements Outgoing.Way {
    /** A node answers within 20 seconds; whose line is slower than {@link #BYTES_A_SECOND_MIN} besides is tried again later. */
    private static final Duration ANSWER_MAX = Duration.ofSeconds(30);

    private static final int BYTES_A_SECOND_MIN = 128 * 1024;

    private final Log log;
    private final Sources sources;
    private Optional<PeerSource> last = Optional.empty();

    Forwarding(Log log, Sources sources) {
        this.log = log;
        this.sources = sources;
    }

    @Override
    public Reply post(byte[] parcels) throws IOException, InterruptedException {
        PeerSource node = sources.ordering();
        last = Optional.of(node);
        return node.peer()
                .post(
                        "/ledger/" + log.name() + "/entries",
                        parcels,
                        Parcel.MEDIA_TYPE,
                        Outgoing.answerBytesMax(),
                        ANSWER_MAX.plusSeconds(parcels.length / BYTES_A_SECOND_MIN));
    }

    @Override
    public void failed() {
        last.ifPresent(sources::failed);
    }

    @Override
    public int nodes() {
        return sources.orderingNodes();
    }
}
