package org.commonwatch.node.spine;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.disk.Disk;
import org.commonwatch.ledger.keys.SigningKey;
import org.commonwatch.ledger.merkle.Rfc6962;
import org.commonwatch.ledger.note.Checkpoint;
import org.commonwatch.ledger.note.NoteKey;
import org.commonwatch.ledger.note.NoteSigner;
import org.commonwatch.ledger.note.SignedCheckpoint;
import org.commonwatch.ledger.sequence.Lane;
import org.commonwatch.ledger.statement.Envelope;
import org.commonwatch.ledger.succession.Inheritance;
import org.commonwatch.ledger.tile.LogReader;

/** Lays aside what a log goes on with in its next epoch. Nothing of it counts before the log's file says that it has turned. */
final class EpochTurn {
    private final Disk disk;
    private final Keys keys;

    EpochTurn(Disk disk, Keys keys) {
        this.disk = disk;
        this.keys = keys;
    }

    /**
     * Returns the file by which the log turns; writing it is the turn.
     *
     * @param folder of the log
     * @param everything reads all that it has here
     * @throws Refused {@code epoch-loses} when more is final here than the new epoch starts with, {@code epoch-not-held} when this
     *     node is to order it and does not hold what it starts with
     */
    LogFile prepare(HostedLog closed, LogFile before, Path folder, LogReader everything, NewEpoch next) throws Refused {
        String origin = closed.log().origin();
        String name = closed.log().name();
        long number = next.epoch().number();
        Checkpoint base = closed.reader()
                .finalCheckpoint()
                .map(SignedCheckpoint::checkpoint)
                .or(() -> before.era().map(Era::base))
                .orElseGet(() -> Checkpoint.of(origin, 0, Rfc6962.EMPTY_ROOT));
        boolean here = next.orders().equals(keys.own().name());
        checkStart(next.epoch().start(), base, everything, here);
        Path fresh = new EpochFolders(disk, folder).fresh(number);
        if (here) {
            Inheritance.lay(disk, fresh, next.epoch(), new NoteSigner(origin, keys.log(name, number)), everything);
        } else {
            Inheritance.lay(disk, fresh, base, everything);
        }
        if (closed.ordering() != Ordering.ELSEWHERE) {
            leave(folder, keys.own().in(name).key(), base.size(), everything);
        }
        List<NoteKey> times = new ArrayList<>(closed.keys().formerTimes());
        times.add(closed.keys().time());
        Era begun = new Era(number, next.orders(), base, List.of(next.epoch().start()), times);
        return before.in(next, begun, here);
    }

    private static void checkStart(Checkpoint start, Checkpoint base, LogReader reader, boolean here) throws Refused {
        boolean holds =
                reader.size() >= start.size() && reader.rootAt(start.size()).equals(start.root());
        if (base.size() > start.size() || (base.size() == start.size() && !base.equals(start))) {
            throw Refusal.of(
                            "epoch-loses",
                            "",
                            "More is final here than the new epoch starts with; more members lied than the quorum bears.",
                            Long.toString(start.size()))
                    .toException();
        }
        if (here && !holds) {
            throw Refusal.of(
                            "epoch-not-held",
                            "",
                            "This node is to order the log and does not hold the entries that the epoch starts with yet.",
                            Long.toString(start.size()))
                    .toException();
        }
    }

    /** Own statements that the log took here and that may not be in the new epoch are sent again. */
    private void leave(Path folder, SigningKey speaks, long from, LogReader reader) {
        List<Envelope> since = new ArrayList<>();
        try (var entries = reader.entries(from, reader.size())) {
            entries.forEach(leaf -> {
                try {
                    Envelope envelope = Envelope.parse(leaf.bytes());
                    if (envelope.statement().key().equals(speaks.id())) {
                        since.add(envelope);
                    }
                } catch (Refused isVoid) {
                    // No statement, so none of ours.
                    return;
                }
            });
        }
        if (!since.isEmpty()) {
            Lane.leave(disk, folder.resolve("outbox"), speaks, since);
        }
    }
}
