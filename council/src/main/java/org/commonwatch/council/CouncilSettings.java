package org.commonwatch.council;

import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.ledger.follow.LogSource;
import org.commonwatch.ledger.note.NoteKey;
import org.commonwatch.ledger.policy.Policy;
import org.commonwatch.ledger.sequence.LogSettings;
import org.commonwatch.ledger.sequence.LogTime;
import org.commonwatch.ledger.statement.Envelope;

/**
 * What one node of a council is made of.
 *
 * @param self this node, at the address where the others reach it
 * @param listenHost where it listens, which is another address behind a router that forwards
 * @param listenPort with that host
 * @param raftDirectory Raft's own files, on a local file system; made when missing
 * @param log its policy names the log key of every node of the council; this node signs checkpoints and time with its own
 * @param tls how the nodes know each other; empty only where all listen on the loopback address
 * @param sources where a node that joins, or fell behind, fetches the log
 * @param fetchers runs fetches, a bounded number at a time; each blocks its thread
 */
public record CouncilSettings(
        Seat self,
        String listenHost,
        int listenPort,
        Path raftDirectory,
        LogSettings log,
        Optional<CouncilTls> tls,
        Supplier<List<LogSource>> sources,
        Executor fetchers) {
    public CouncilSettings {
        if (tls.isEmpty() && !isLoopback(listenHost)) {
            throw new IllegalArgumentException("a council listens on " + listenHost + " only with TLS");
        }
    }

    /** The same under another policy; what is on disk may be signed with keys of the one before. */
    CouncilSettings judgedBy(Policy policy) {
        Set<NoteKey> former = new LinkedHashSet<>(log.formerKeys());
        former.addAll(log.policy().logKeys());
        LogSettings next = log.cosignedBy(policy, log.cosigners()).orderedBeforeBy(List.copyOf(former));
        return new CouncilSettings(self, listenHost, listenPort, raftDirectory, next, tls, sources, fetchers);
    }

    /** Why a statement is refused before anybody is asked for its place. */
    Optional<Refusal> refusal(Envelope envelope) {
        String origin = envelope.statement().draft().origin();
        if (!origin.equals(log.origin())) {
            return Optional.of(Refusal.of("log-origin", "/origin", "The statement is for another log.", origin));
        }
        if (envelope.statement().draft().type().equals(LogTime.TYPE)) {
            return Optional.of(Refusal.of("lane-reserved", "/key", "Only the sequencer states the log's time."));
        }
        return log.admission().refusal(envelope);
    }

    private static boolean isLoopback(String host) {
        return host.equals("localhost") || host.equals("::1") || host.matches("127(\\.[0-9]{1,3}){3}");
    }
}
