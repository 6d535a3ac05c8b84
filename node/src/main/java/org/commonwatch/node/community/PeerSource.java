package org.commonwatch.node.community;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Optional;
import org.commonwatch.kernel.Digest;
import org.commonwatch.ledger.follow.LogSource;
import org.commonwatch.ledger.note.Note;
import org.commonwatch.ledger.payload.PayloadStore;
import org.commonwatch.node.outbound.Outbound;
import org.commonwatch.node.spine.Log;

/** A log as another member's node serves it below {@code /ledger/}. */
record PeerSource(Peer peer, Log log) implements LogSource {
    @Override
    public String name() {
        return peer.base().toString();
    }

    @Override
    public Optional<byte[]> checkpoint() throws IOException {
        return ask("checkpoint", Note.BYTES_MAX, Peer.ANSWER_MAX);
    }

    @Override
    public Optional<byte[]> resource(String path, int bytesMax) throws IOException {
        return ask(path, bytesMax, Peer.ANSWER_MAX);
    }

    @Override
    public Optional<byte[]> payload(Digest statementId, int bytesMax) throws IOException {
        return ask(PayloadStore.path(statementId), bytesMax, Peer.PAYLOAD_MAX);
    }

    /** A node that answers with "no" does not have it or may not give it; one that fails is out of reach. */
    private Optional<byte[]> ask(String path, int bytesMax, Duration timeMax) throws IOException {
        try {
            Outbound.Reply reply = peer.get("/ledger/" + log.name() + "/" + path, bytesMax, timeMax);
            return switch (reply.status()) {
                case 200 -> Optional.of(reply.body());
                case 403, 404, 410 -> Optional.empty();
                default -> throw new IOException(peer + " answered " + path + " with status " + reply.status());
            };
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while asking " + peer);
        }
    }
}
