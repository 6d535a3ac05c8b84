package org.commonwatch.node.community;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.commonwatch.kernel.Digest;
import org.commonwatch.ledger.follow.LogSource;
import org.commonwatch.ledger.note.Note;
import org.commonwatch.ledger.payload.PayloadStore;
import org.commonwatch.node.outbound.Reply;
import org.commonwatch.node.spine.Log;

/** A log as another member's node serves it below {@code /ledger/}. */
record PeerSource(Peer peer, Log log) implements LogSource {
    private static final int GONE = 410;

    /** A node answers with some megabytes, or with one payload that is larger. */
    private static final int RUN_BYTES_MAX = PayloadStore.FILE_BYTES_MAX + 1024;

    /** The code of the refusal when something in a payload may not leave. */
    private static final String STAYS = "payload-stays";

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

    /**
     * Empty when the node says that the payload stays where it is, or that an order took it; whether one did, the log says.
     *
     * @throws IOException when the node is out of reach, or does not have it yet: it may have the entry and not have applied it
     */
    @Override
    public Optional<byte[]> payload(Digest statementId, int bytesMax) throws IOException {
        Reply reply = reply(PayloadStore.path(statementId), at -> peer.payload(at, bytesMax));
        if (reply.status() == 200) {
            return Optional.of(reply.body());
        }
        if (reply.status() == GONE) {
            return Optional.empty();
        }
        if (reply.status() == 403 && new String(reply.body(), StandardCharsets.UTF_8).contains(STAYS)) {
            return Optional.empty();
        }
        throw reply.status() == 404 ? new NotYet() : unexpected("a payload", reply);
    }

    /**
     * Payload files of some of the entries {@code [from, to)}, by index in order: as many as fit an answer. What is left out is asked
     * for alone.
     */
    SortedMap<Long, byte[]> payloads(long from, long to) throws IOException {
        Reply reply = reply("payloads/" + from + "/" + to, at -> peer.payload(at, RUN_BYTES_MAX));
        if (reply.status() != 200) {
            throw unexpected("payloads", reply);
        }
        SortedMap<Long, byte[]> files = new TreeMap<>();
        ByteBuffer in = ByteBuffer.wrap(reply.body());
        while (in.hasRemaining()) {
            boolean head = in.remaining() >= Long.BYTES + Integer.BYTES;
            long index = head ? in.getLong() : -1;
            int length = head ? in.getInt() : -1;
            if (index < from || index >= to || length < 0 || length > in.remaining()) {
                throw new IOException(peer + " answered with something else than payloads");
            }
            byte[] file = new byte[length];
            in.get(file);
            files.put(index, file);
        }
        return files;
    }

    /** The node does not have what was asked for, and may have it in a moment. */
    static final class NotYet extends IOException {
        private static final long serialVersionUID = 1L;

        NotYet() {
            super("the node does not have the payload yet");
        }
    }

    /** A node that answers with "no" does not have it; one that fails is out of reach. */
    private Optional<byte[]> ask(String path, int bytesMax, Duration timeMax) throws IOException {
        Reply reply = reply(path, at -> peer.get(at, bytesMax, timeMax));
        return switch (reply.status()) {
            case 200 -> Optional.of(reply.body());
            case 404 -> Optional.empty();
            default -> throw unexpected(path, reply);
        };
    }

    private IOException unexpected(String path, Reply reply) {
        return new IOException(peer + " answered " + path + " with status " + reply.status());
    }

    /** One question at an address of the peer's. */
    @FunctionalInterface
    private interface Asking {
        Reply at(String path) throws IOException, InterruptedException;
    }

    private Reply reply(String path, Asking asking) throws IOException {
        try {
            return asking.at("/ledger/" + log.name() + "/" + path);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while asking " + peer);
        }
    }
}
