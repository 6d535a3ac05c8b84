package org.commonwatch.council;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.ratis.RaftConfigKeys;
import org.apache.ratis.client.RaftClient;
import org.apache.ratis.client.RaftClientConfigKeys;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.grpc.GrpcConfigKeys;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.retry.RetryPolicies;
import org.apache.ratis.rpc.SupportedRpcType;
import org.apache.ratis.server.RaftConfiguration;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.util.SizeInBytes;
import org.apache.ratis.util.TimeDuration;
import org.commonwatch.ledger.disk.Disk;
import org.commonwatch.ledger.disk.LocalDisk;

/** Ratis, set up for us. */
final class Raft {
    /** Silence of the leader after which the others elect another, at least and at most. */
    private static final int ELECTION_MILLIS_MIN = 400;

    private static final int ELECTION_MILLIS_MAX = 800;

    /**
     * Before a leader tries again to reach a node that did not answer, or goes back a turn to find where that node's turns are still
     * its own: at once for the first few times, then after about so long. Who comes back hears nothing before, and a leader that was cut
     * off has several turns that only it has; the way it is set without us each of these comes to five seconds and more. A much shorter
     * time has a busy node's late answers make its leader begin anew again and again.
     */
    private static final String AGAIN = "1ms,10, 200ms," + Integer.MAX_VALUE;

    /**
     * A leader that lost most of the others stands for no election for so long, since they are electing somebody; it may be the only one
     * of them with all that was ordered, and they cannot then.
     */
    private static final int STEPPED_DOWN_MILLIS = 2_000;

    /** An answer from another node. */
    static final int REQUEST_MILLIS_MAX = 2_000;

    /** Looks for the leader, and the pause between them. */
    private static final int RETRIES_MAX = 20;

    private static final int RETRY_MILLIS = 100;

    /** Turns between two snapshots. Each costs one small file; a restart goes through at most so many again. */
    private static final long SNAPSHOT_TURNS = 1_024;

    /** One file of Raft's log; whole ones below the snapshot are deleted, but for what a node that was away shortly may lack. */
    private static final String SEGMENT_BYTES = "8MB";

    /**
     * Turns kept though a snapshot has them: a minute or so under load. Who lacks more has to leave the order and fetch the log, which
     * takes it some seconds. A turn has a few kilobytes, and 256 KiB at most.
     */
    private static final long KEPT_TURNS = 2_048;

    /** Name and address of the only other node of the council, a line each. */
    private static final String OTHER = "other";

    private final CouncilSettings settings;
    private final RaftProperties properties = new RaftProperties();
    private final Parameters parameters = new Parameters();
    private final RaftGroupId group;

    Raft(CouncilSettings settings) {
        this(settings, SNAPSHOT_TURNS, KEPT_TURNS);
    }

    /** With other bounds than a node has. */
    Raft(CouncilSettings settings, long snapshotTurns, long keptTurns) {
        this.settings = settings;
        this.group = group(settings.log().origin());
        RaftConfigKeys.Rpc.setType(properties, SupportedRpcType.GRPC);
        RaftServerConfigKeys.setStorageDir(
                properties, List.of(settings.raftDirectory().toFile()));
        RaftServerConfigKeys.Rpc.setTimeoutMin(properties, millis(ELECTION_MILLIS_MIN));
        RaftServerConfigKeys.Rpc.setTimeoutMax(properties, millis(ELECTION_MILLIS_MAX));
        RaftServerConfigKeys.Rpc.setRequestTimeout(properties, millis(REQUEST_MILLIS_MAX));
        RaftServerConfigKeys.LeaderElection.setLeaderStepDownWaitTime(properties, millis(STEPPED_DOWN_MILLIS));
        RaftServerConfigKeys.Log.Appender.setRetryPolicy(properties, AGAIN);
        RaftServerConfigKeys.Log.setSegmentSizeMax(properties, SizeInBytes.valueOf(SEGMENT_BYTES));
        // With it, of two requests that begin with the same turn the second, longer one is answered with its last turn
        // before the
        // first is written, and never written itself: a leader counts on turns that nobody has.
        RaftServerConfigKeys.Log.setAppendEntriesComposeEnabled(properties, false);
        RaftServerConfigKeys.Log.setPurgeUptoSnapshotIndex(properties, true);
        RaftServerConfigKeys.Log.setPurgeGap(properties, 1);
        RaftServerConfigKeys.Log.setPurgePreservationLogNum(properties, keptTurns);
        // A node that lacks purged turns fetches the log and verifies it, instead of being sent files.
        RaftServerConfigKeys.Log.Appender.setInstallSnapshotEnabled(properties, false);
        RaftServerConfigKeys.Snapshot.setAutoTriggerEnabled(properties, true);
        RaftServerConfigKeys.Snapshot.setAutoTriggerThreshold(properties, snapshotTurns);
        GrpcConfigKeys.Server.setHost(properties, settings.listenHost());
        GrpcConfigKeys.Server.setPort(properties, settings.listenPort());
        RaftClientConfigKeys.Rpc.setRequestTimeout(properties, millis(REQUEST_MILLIS_MAX));
        settings.tls().ifPresent(tls -> GrpcConfigKeys.TLS.setConf(parameters, tls.forRatis()));
    }

    private static RaftGroupId group(String origin) {
        return RaftGroupId.valueOf(UUID.nameUUIDFromBytes(("council of " + origin).getBytes(StandardCharsets.UTF_8)));
    }

    private static TimeDuration millis(int millis) {
        return TimeDuration.valueOf(millis, TimeUnit.MILLISECONDS);
    }

    RaftGroupId group() {
        return group;
    }

    RaftPeerId self() {
        return settings.self().peer().getId();
    }

    /** Whether this node has been part of the council before. */
    boolean isKnown() {
        return isKnown(settings.raftDirectory(), settings.log().origin());
    }

    static boolean isKnown(Path raftDirectory, String origin) {
        return Files.isDirectory(files(raftDirectory, origin));
    }

    /** Raft's own files; without them this node has never voted. */
    private static Path files(Path raftDirectory, String origin) {
        return raftDirectory.resolve(group(origin).getUuid().toString());
    }

    private Path current() {
        return files(settings.raftDirectory(), settings.log().origin()).resolve("current");
    }

    /** The folder goes under another name at once: half of it would be taken for all of it. */
    static void deleteFiles(Path raftDirectory, String origin) throws IOException {
        Path gone = raftDirectory.resolve("left");
        deleteAll(gone);
        if (isKnown(raftDirectory, origin)) {
            Files.move(files(raftDirectory, origin), gone, StandardCopyOption.ATOMIC_MOVE);
            deleteAll(gone);
        }
        Files.deleteIfExists(raftDirectory.resolve(OTHER));
    }

    /** Remembers the other node of a council of two, and nobody of any other, for {@link Halfway}. Durable on return. */
    void remember(List<Seat> others) throws IOException {
        Path file = settings.raftDirectory().resolve(OTHER);
        if (others.size() == 1) {
            Seat one = others.getFirst();
            Disk disk = new LocalDisk();
            disk.createDirectories(settings.raftDirectory());
            disk.replace(file, (one.name() + "\n" + one.address() + "\n").getBytes(StandardCharsets.UTF_8));
            disk.syncDirectory(settings.raftDirectory());
        } else {
            Files.deleteIfExists(file);
        }
    }

    private Optional<Seat> other() throws IOException {
        Path file = settings.raftDirectory().resolve(OTHER);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        List<String> lines = Files.readAllLines(file);
        return Optional.of(new Seat(lines.getFirst(), lines.getLast()));
    }

    /** What this node is to go by as {@link Halfway} tells. */
    Optional<List<RaftPeer>> halfway(RaftConfiguration conf) throws IOException {
        return Halfway.side(conf, settings.self().peer(), other());
    }

    /** The next opening goes by this. */
    void goBy(RaftConfiguration conf, List<RaftPeer> side) throws IOException {
        Halfway.put(current(), conf, side);
    }

    /**
     * Deletes Raft's log and keeps what this node has voted for: it goes on from a snapshot that lies behind all of it. Left there,
     * the log would have a gap, and Ratis takes no turn behind one. Of what is deleted, everything that others counted on is in the
     * snapshot: who leads no longer has the turn that would follow.
     */
    void forgetTurns() throws IOException {
        Path current = current();
        if (!Files.isDirectory(current)) {
            return;
        }
        try (DirectoryStream<Path> logs = Files.newDirectoryStream(current, "log_*")) {
            for (Path log : logs) {
                Files.delete(log);
            }
        }
    }

    private static void deleteAll(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** @param first the only node of a new council; otherwise the others tell a new node who they are */
    RaftServer server(Machine machine, boolean first) throws IOException {
        Files.createDirectories(settings.raftDirectory());
        RaftGroup start =
                first && !isKnown() ? RaftGroup.valueOf(group, settings.self().peer()) : RaftGroup.valueOf(group);
        return RaftServer.newBuilder()
                .setServerId(self())
                .setGroup(start)
                .setStateMachine(machine)
                .setProperties(properties)
                .setParameters(parameters)
                .setOption(isKnown() ? RaftStorage.StartupOption.RECOVER : RaftStorage.StartupOption.FORMAT)
                .build();
    }

    /**
     * The way to other nodes.
     *
     * @param leader asked first
     */
    RaftClient client(List<RaftPeer> peers, Optional<Seat> leader) {
        RaftClient.Builder builder = RaftClient.newBuilder()
                .setRaftGroup(RaftGroup.valueOf(group, peers))
                .setProperties(properties)
                .setParameters(parameters)
                .setRetryPolicy(RetryPolicies.retryUpToMaximumCountWithFixedSleep(RETRIES_MAX, millis(RETRY_MILLIS)));
        leader.ifPresent(seat -> builder.setLeaderId(seat.peer().getId()));
        return builder.build();
    }
}
