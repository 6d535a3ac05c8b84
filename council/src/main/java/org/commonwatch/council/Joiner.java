package org.commonwatch.council;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.ratis.client.RaftClient;
import org.apache.ratis.protocol.GroupInfoReply;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientReply;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.follow.EntryCheck;
import org.commonwatch.ledger.follow.FollowOutcome;
import org.commonwatch.ledger.follow.FollowSettings;
import org.commonwatch.ledger.follow.Follower;
import org.commonwatch.ledger.follow.LogSource;
import org.commonwatch.ledger.sequence.Joining;
import org.commonwatch.ledger.sequence.LogSettings;
import org.commonwatch.ledger.sequence.Snapshot;
import org.commonwatch.ledger.sequence.Start;

/** Asks the council where to begin, and fetches and verifies the log up to there as a follower does. */
final class Joiner {
    private Joiner() {}

    /** Afterwards the replica can be opened and goes on with the turns after the start. */
    static void join(CouncilSettings settings, Raft raft, List<Seat> council) throws IOException, Refused {
        Start start = start(raft, council);
        LogSettings log = settings.log();
        Joining.join(log.disk(), log.directory(), start.snapshot(), () -> {
            fetch(settings, start);
            // Before the join counts as done: afterwards nothing would tell that they are of before.
            raft.forgetTurns();
        });
    }

    private static Start start(Raft raft, List<Seat> council) throws IOException, Refused {
        try (RaftClient client = raft.client(council.stream().map(Seat::peer).toList(), Optional.empty())) {
            RaftClientReply reply = client.io().sendReadOnly(Message.EMPTY);
            if (!reply.isSuccess()) {
                throw new IOException("asking the council where to begin", reply.getException());
            }
            RaftClientReply who =
                    client.getGroupManagementApi(reply.getServerId()).info(raft.group());
            if (!(who instanceof GroupInfoReply info)) {
                throw new IOException("asking who the council is: " + who);
            }
            // Before anybody counts on this node.
            raft.remember(info.getGroup().getPeers().stream()
                    .filter(peer -> !peer.getId().equals(raft.self()))
                    .map(Seat::of)
                    .toList());
            return Start.parse(reply.getMessage().getContent().toByteArray());
        }
    }

    private static void fetch(CouncilSettings settings, Start start) throws Refused {
        LogSettings log = settings.log();
        Follower follower = Follower.open(new FollowSettings(
                log.disk(),
                log.directory(),
                log.origin(),
                log.policy(),
                settings.sources(),
                EntryCheck.NONE,
                settings.fetchers(),
                log.formerKeys(),
                Optional.empty()));
        Optional<LogSource> from = settings.sources().get().stream().findFirst();
        FollowOutcome outcome = follower.follow(
                start.checkpoint().toBytes(),
                from.orElseThrow(() -> Refusal.of("source-unreachable", "", "Nobody is known who serves the log.")
                        .toException()));
        // A follower puts off what others than it read.
        follower.settle();
        Snapshot wanted = start.snapshot();
        boolean there = follower.finality().finalSize() == wanted.size()
                && follower.reader().root().equals(wanted.root());
        if (!there) {
            throw Refusal.of(
                            "join-incomplete",
                            "",
                            "The log could not be had as the council has it.",
                            outcome.toString())
                    .toException();
        }
    }
}
