package org.commonwatch.node.spine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.commonwatch.council.CouncilSequencer;
import org.commonwatch.council.CouncilSettings;
import org.commonwatch.council.Seat;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.follow.LogSource;
import org.commonwatch.ledger.policy.Policy;
import org.commonwatch.ledger.sequence.Sequencer;

/** Real Raft for a node by itself: a council of one on the loopback address, without payloads of others to fetch. */
class LoopbackCouncil implements CouncilLogs {
    final Seat seat;
    private final Path folder;

    LoopbackCouncil(Path folder) {
        this("one", folder);
    }

    LoopbackCouncil(String name, Path folder) {
        this.seat = new Seat(name, "127.0.0.1:" + freePort());
        this.folder = folder;
    }

    /** Others that have what was ordered already. */
    List<LogSource> sources() {
        return List.of();
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    final CouncilSettings settings(Part part) {
        return new CouncilSettings(
                seat,
                "127.0.0.1",
                seat.port(),
                folder,
                part.settings(),
                Optional.empty(),
                this::sources,
                Runnable::run);
    }

    @Override
    public boolean tookPart(Part part) {
        return CouncilSequencer.isPart(part.settings(), folder);
    }

    @Override
    public Sequencer open(Part part) {
        return CouncilSequencer.open(settings(part));
    }

    @Override
    public Sequencer join(Part part) throws Refused {
        return CouncilSequencer.join(settings(part), List.of());
    }

    @Override
    public void policy(Sequencer sequencer, Policy policy) {
        ((CouncilSequencer) sequencer).policy(policy);
    }

    @Override
    public void begin(Sequencer sequencer) {}

    @Override
    public void forget(Part part) {
        CouncilSequencer.forget(part.settings(), folder);
    }
}
