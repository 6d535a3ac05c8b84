package org.commonwatch.council;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.proto.RaftProtos.RaftConfigurationProto;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.server.RaftConfiguration;
import org.apache.ratis.util.ProtoUtils;
import org.commonwatch.ledger.disk.Disk;
import org.commonwatch.ledger.disk.LocalDisk;

/**
 * What a node goes by that is opened in the middle of a change of the council.
 *
 * <p>Ratis changes a council by two turns: the nodes before together with those after, then those after. A node that is opened
 * with only the first one, and is not on both sides of it, votes for nobody until somebody leads; so does one that was to be
 * added and has heard of nothing yet. Where one node becomes two, or two become one, nobody leads without its vote. One node
 * comes or goes at a time, so every majority of the nodes before has a node in common with every majority of those after:
 * whoever holds the first turn may vote and stand by either side as well as by both, and goes by the larger one. A node that
 * has heard of nothing and joined a council of one goes by the two of them, and so does one that was to leave a council of two
 * and has it from the other that it is gone: each wins nothing without that one's vote, and gets that only while nothing was agreed on
 * that it does not hold.
 *
 * <p>Ratis reads which nodes there are from a file and then from its log. The file is another one while the server starts: a copy
 * of the true one is durable first, and put back before a turn is taken.
 */
final class Halfway {
    private static final String FILE = "raft-meta.conf";

    /** The true file meanwhile; empty when there was none. */
    private static final String KEPT = "halfway.conf";

    private static final Disk DISK = new LocalDisk();

    private Halfway() {}

    /**
     * The nodes to go by; empty when Ratis knows by itself.
     *
     * @param conf as this node's part was opened
     * @param other the only other one, when this node joined a council of one or was last in one of two
     */
    static Optional<List<RaftPeer>> side(RaftConfiguration conf, RaftPeer self, Optional<Seat> other) {
        Collection<RaftPeer> before = conf.getPreviousPeers();
        Collection<RaftPeer> after = conf.getCurrentPeers();
        if (before.isEmpty()) {
            return other.map(Seat::peer)
                    .filter(one -> after.isEmpty() || (after.size() == 1 && after.contains(one)))
                    .map(one -> List.of(one, self));
        }
        if (before.size() > after.size()) {
            return Optional.of(before).filter(all -> all.contains(self)).map(List::copyOf);
        }
        // Who was there before leads without the one that comes, if need be.
        return Optional.of(after)
                .filter(all -> all.contains(self) && !before.contains(self))
                .map(List::copyOf);
    }

    /** @param current Ratis' folder, while no server has it open */
    static void put(Path current, RaftConfiguration conf, List<RaftPeer> side) throws IOException {
        Path file = current.resolve(FILE);
        putBack(current);
        byte[] truth = Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
        replace(current.resolve(KEPT), truth);
        // Behind the turn it stands for, and before any that may come.
        replace(
                file,
                LogEntryProto.newBuilder()
                        .setIndex(conf.getLogEntryIndex() + 1)
                        .setConfigurationEntry(
                                RaftConfigurationProto.newBuilder().addAllPeers(ProtoUtils.toRaftPeerProtos(side)))
                        .build()
                        .toByteArray());
    }

    /** What is read is read: the true file again, unless it is there. */
    static void putBack(Path current) throws IOException {
        Path kept = current.resolve(KEPT);
        if (!Files.exists(kept)) {
            return;
        }
        if (Files.size(kept) == 0) {
            Files.deleteIfExists(current.resolve(FILE));
            Files.delete(kept);
        } else {
            Files.move(
                    kept, current.resolve(FILE), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static void replace(Path file, byte[] bytes) throws IOException {
        DISK.replace(file, bytes);
        // The name as well: the true file must not go before its copy is there for good.
        DISK.syncDirectory(file.resolveSibling("").normalize());
    }
}
