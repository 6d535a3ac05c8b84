package org.commonwatch.ledger.follow;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.payload.PayloadStore;
import org.commonwatch.ledger.tile.LogReader;

/** A source that serves a log from its reader, and may be told to misbehave. */
final class Served implements LogSource {
    private final String name;
    private final LogReader reader;
    private final Optional<PayloadStore> payloads;
    private volatile BiFunction<String, Optional<byte[]>, Optional<byte[]>> bend = (path, bytes) -> bytes;
    private final AtomicInteger until = new AtomicInteger(Integer.MAX_VALUE);
    final List<String> asked = new ArrayList<>();

    Served(String name, LogReader reader) {
        this(name, reader, Optional.empty());
    }

    Served(String name, LogReader reader, Optional<PayloadStore> payloads) {
        this.name = name;
        this.reader = reader;
        this.payloads = payloads;
    }

    /** What it answers is changed. */
    Served bent(BiFunction<String, Optional<byte[]>, Optional<byte[]>> how) {
        bend = how;
        return this;
    }

    /** After so many answers the line is cut. */
    Served cutAfter(int answers) {
        until.set(answers);
        return this;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Optional<byte[]> checkpoint() throws IOException {
        return answer("checkpoint", reader.resource("checkpoint"));
    }

    @Override
    public Optional<byte[]> resource(String path, int bytesMax) throws IOException {
        return answer(path, reader.resource(path));
    }

    @Override
    public Optional<byte[]> payload(Digest statementId, int bytesMax) throws IOException {
        Optional<byte[]> whole = Optional.empty();
        if (payloads.isPresent()) {
            try {
                var header = payloads.get().header(statementId);
                whole = header.isEmpty()
                        ? Optional.empty()
                        : payloads.get().read(statementId, 0, (int) header.get().end());
            } catch (Refused e) {
                throw new IOException(e);
            }
        }
        return answer(PayloadStore.path(statementId), whole);
    }

    private Optional<byte[]> answer(String path, Optional<byte[]> bytes) throws IOException {
        synchronized (asked) {
            asked.add(path);
        }
        if (until.getAndDecrement() <= 0) {
            throw new IOException("the line was cut");
        }
        return bend.apply(path, bytes);
    }
}
