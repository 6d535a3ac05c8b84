package org.commonwatch.node.spine;

import java.util.Optional;
import org.commonwatch.kernel.Digest;
import org.commonwatch.ledger.follow.LogSource;
import org.commonwatch.ledger.tile.LogReader;

/** Serves what a reader has, without payloads. */
public record ReaderSource(String name, LogReader reader) implements LogSource {
    @Override
    public Optional<byte[]> checkpoint() {
        return reader.resource("checkpoint");
    }

    @Override
    public Optional<byte[]> resource(String path, int bytesMax) {
        return reader.resource(path);
    }

    @Override
    public Optional<byte[]> payload(Digest statementId, int bytesMax) {
        return Optional.empty();
    }
}
