package org.commonwatch.council;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Function;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.follow.LogSource;
import org.commonwatch.ledger.tile.LogReader;

/** Nodes of a council in this process, over real Raft and real files, each with a folder of its own. */
final class LocalCouncil implements AutoCloseable {
    private final Path home;
    private final Function<CouncilSettings, Raft> rafts;
    private final Map<Integer, CouncilSequencer> nodes = new ConcurrentSkipListMap<>();
    private final Map<Integer, String> addresses = new TreeMap<>();

    LocalCouncil(Path home) {
        this(home, Raft::new);
    }

    /** @param rafts sets up Ratis for a node that is opened */
    LocalCouncil(Path home, Function<CouncilSettings, Raft> rafts) {
        this.home = home;
        this.rafts = rafts;
    }

    CouncilSequencer node(int number) {
        CouncilSequencer node = nodes.get(number);
        if (node == null) {
            throw new IllegalArgumentException("node " + number + " does not run");
        }
        return node;
    }

    List<CouncilSequencer> running() {
        return List.copyOf(nodes.values());
    }

    Path folder(int number) {
        return home.resolve("node" + number);
    }

    Seat seat(int number) {
        return new Seat("node" + number, address(number));
    }

    private String address(int number) {
        return addresses.computeIfAbsent(number, any -> "127.0.0.1:" + Party.freePort());
    }

    private CouncilSettings settings(int number) {
        return Party.settings(number, address(number), folder(number), this::sources);
    }

    /** The first one, or one that has been part of it. */
    CouncilSequencer open(int number) {
        CouncilSettings settings = settings(number);
        CouncilSequencer opened = CouncilSequencer.open(settings, rafts.apply(settings));
        nodes.put(number, opened);
        return opened;
    }

    /** A further one: it fetches, then the council is asked to take it. */
    CouncilSequencer grow(int number) throws Refused, IOException {
        List<Seat> now = leader().seats();
        CouncilSequencer joined = CouncilSequencer.join(settings(number), now);
        nodes.put(number, joined);
        List<Seat> next = new ArrayList<>(now);
        next.add(seat(number));
        leader().seats(next);
        return joined;
    }

    void shrink(int number) throws Refused, IOException {
        List<Seat> next = new ArrayList<>(leader().seats());
        next.remove(seat(number));
        leader().seats(next);
    }

    void close(int number) {
        node(number).close();
        nodes.remove(number);
    }

    CouncilSequencer leader() {
        Party.await("a leader", () -> nodes.values().stream().anyMatch(CouncilSequencer::leads));
        return nodes.values().stream()
                .filter(CouncilSequencer::leads)
                .findFirst()
                .orElseThrow();
    }

    int leaderNumber() {
        CouncilSequencer leader = leader();
        return nodes.entrySet().stream()
                .filter(node -> node.getValue() == leader)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow();
    }

    private List<LogSource> sources() {
        List<LogSource> sources = new ArrayList<>();
        nodes.forEach((number, node) -> sources.add(new ReaderSource("node" + number, node.reader())));
        return sources;
    }

    /** Serves what a reader has. */
    private record ReaderSource(String name, LogReader reader) implements LogSource {
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

    @Override
    public void close() {
        List.copyOf(nodes.keySet()).forEach(this::close);
    }
}
