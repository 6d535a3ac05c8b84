package org.commonwatch.sim;

import java.io.IOException;
import java.util.Optional;
import org.commonwatch.kernel.Digest;
import org.commonwatch.ledger.follow.LogSource;
import org.commonwatch.ledger.tile.LogReader;

/** What one member serves another of what it holds. A lying feed gives bytes with one bit wrong. */
record Feed(World world, int to, int from, Optional<Stand> stand, Scenario scenario) implements LogSource {
    @Override
    public String name() {
        return "m" + from;
    }

    private LogReader reader() throws IOException {
        boolean up = stand.isPresent() && stand.get().follower().isPresent();
        if (!up || !world.lineHolds(to, from)) {
            throw new IOException("no answer");
        }
        return stand.orElseThrow().follower().orElseThrow().reader();
    }

    @Override
    public Optional<byte[]> checkpoint() throws IOException {
        return reader().resource("checkpoint");
    }

    @Override
    public Optional<byte[]> resource(String path, int bytesMax) throws IOException {
        Optional<byte[]> bytes = reader().resource(path);
        if (scenario.feedLies(from)) {
            bytes.ifPresent(wrong -> wrong[wrong.length / 2] ^= 1);
        }
        return bytes;
    }

    @Override
    public Optional<byte[]> payload(Digest statementId, int bytesMax) {
        return Optional.empty();
    }
}
