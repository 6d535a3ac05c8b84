package org.commonwatch.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Nodes by number, each of which reaches every other one over a line of its own. Node 3 is called {@code node3.test} by all,
 * listens on 127.0.0.1 and is given a file of hosts ({@code -Djdk.net.hosts.file}) in which the others' names lead to the
 * lines: so no two of them need the same machine, or the test any right to change its network.
 */
public final class Lines implements AutoCloseable {
    /** Each node has its own block of loopback addresses. */
    public static final int NODES_MAX = 100;

    private static final int BLOCK = 10;

    private record Pair(int from, int to) {}

    private final Path folder;
    private final int nodes;
    private final Map<Pair, List<FaultProxy>> lines = new HashMap<>();

    /**
     * @param folder where the files of hosts are written
     * @param portsByNode on which each node listens; free on all loopback addresses
     */
    public Lines(Path folder, List<List<Integer>> portsByNode) throws IOException {
        if (portsByNode.size() > NODES_MAX) {
            throw new IllegalArgumentException("more than " + NODES_MAX + " nodes: " + portsByNode.size());
        }
        this.folder = folder;
        this.nodes = portsByNode.size();
        for (int from = 0; from < nodes; from++) {
            StringBuilder hosts = new StringBuilder("127.0.0.1 localhost\n");
            for (int to = 0; to < nodes; to++) {
                String address = from == to ? "127.0.0.1" : "127.0." + (BLOCK + from) + "." + (BLOCK + to);
                hosts.append(address).append(' ').append(host(to)).append('\n');
                if (from != to) {
                    lines.put(new Pair(from, to), open(address, portsByNode.get(to)));
                }
            }
            Files.writeString(hosts(from), hosts);
        }
    }

    private static List<FaultProxy> open(String address, List<Integer> ports) throws IOException {
        List<FaultProxy> open = new ArrayList<>();
        for (int port : ports) {
            open.add(new FaultProxy(address, port));
        }
        return open;
    }

    /** What a node is called. */
    public static String host(int node) {
        return "node" + node + ".test";
    }

    /** The file of hosts for a node. */
    public Path hosts(int node) {
        return folder.resolve("hosts" + node);
    }

    /** Nothing passes between these nodes and the others; among themselves they talk on. {@code false} mends it. */
    public void isolate(Collection<Integer> some, boolean now) {
        lines.forEach((pair, all) -> {
            if (some.contains(pair.from) != some.contains(pair.to)) {
                all.forEach(line -> line.cut(now));
            }
        });
    }

    /** Nothing that is connected now between these nodes and the others ever carries anything again, and no side is told. */
    public void forget(Collection<Integer> some) {
        lines.forEach((pair, all) -> {
            if (some.contains(pair.from) != some.contains(pair.to)) {
                all.forEach(FaultProxy::forget);
            }
        });
    }

    /** What passes takes so much longer, on every line. */
    public void delay(long millis) {
        lines.values().forEach(all -> all.forEach(line -> line.delay(millis)));
    }

    @Override
    public void close() throws IOException {
        for (List<FaultProxy> all : lines.values()) {
            for (FaultProxy line : all) {
                line.close();
            }
        }
    }
}
