package org.commonwatch.council;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.ratis.client.RaftClient;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.DivisionInfo;
import org.apache.ratis.server.RaftConfiguration;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.util.LifeCycle;
import org.commonwatch.ledger.sequence.Replica;

/**
 * This node's part in the council from one opening of its replica to the closing. Safe from many threads.
 */
final class Session implements AutoCloseable {
    private static final Logger LOG = System.getLogger(Session.class.getName());

    private final Raft raft;
    private final Replica replica;
    private final Machine machine;
    private final RaftServer server;
    private final ClientId self = ClientId.randomId();
    private final AtomicLong calls = new AtomicLong();

    /** What another node was asked for and has not answered, by a number of our own. */
    private final Map<Long, CompletableFuture<RaftClientReply>> elsewhere = new ConcurrentHashMap<>();

    /** What this node knew of the council, which it is not in by that, until it hears of somebody who leads. */
    private volatile Optional<List<RaftPeer>> untold = Optional.empty();

    // Guarded by this.
    private Optional<RaftClient> client = Optional.empty();
    private List<RaftPeer> clientPeers = List.of();
    private Optional<Seat> clientLeader = Optional.empty();
    private Optional<Seat> noted = Optional.empty();
    private final Redialing redialing;

    private Session(Raft raft, Replica replica, Machine machine, RaftServer server) {
        this.raft = raft;
        this.replica = replica;
        this.machine = machine;
        this.server = server;
        this.redialing = new Redialing(server.getServerRpc(), System.nanoTime());
    }

    /** How a node takes part from the beginning. */
    enum Way {
        /** As the first node of a new council. */
        FIRST,

        /** By what it knows; in the middle of a change as {@link Halfway} has it. */
        VOTES,

        /** Whoever leads tells it of the council before it votes; one that has been told does at once. */
        WAITS
    }

    static Session open(CouncilSettings settings, Raft raft, Way way, Runnable moved, Runnable behind)
            throws IOException {
        Replica replica = Replica.open(settings.log());
        try {
            Machine machine = new Machine(replica, moved, behind);
            RaftServer server = raft.server(machine, way == Way.FIRST);
            server.start();
            RaftConfiguration conf = server.getDivision(raft.group()).getRaftConf();
            Optional<List<RaftPeer>> side = way == Way.VOTES ? raft.halfway(conf) : Optional.empty();
            if (side.isPresent()) {
                server.close();
                LOG.log(Level.INFO, () -> "node " + raft.self() + " goes on in the middle of a change: " + conf);
                raft.goBy(conf, side.orElseThrow());
                machine = new Machine(replica, moved, behind);
                server = raft.server(machine, false);
                server.start();
            }
            Session session = new Session(raft, replica, machine, server);
            session.untold = side.map(any -> List.copyOf(conf.getAllPeers()))
                    .filter(known ->
                            known.stream().noneMatch(peer -> peer.getId().equals(raft.self())));
            return session;
        } catch (IOException | RuntimeException e) {
            replica.close();
            throw e;
        }
    }

    /** Whether Ratis has ended this node's part: who leads does not count it, or it stood for what it is not part of any more. */
    boolean isOver() {
        return info().filter(DivisionInfo::isAlive).isEmpty();
    }

    /** Whether this node votes for nobody, hears of nobody, and others may be unable to do without it. */
    boolean isHalfway() throws IOException {
        Optional<DivisionInfo> info = info();
        return info.isPresent()
                && info.get().getLifeCycleState() == LifeCycle.State.STARTING
                && info.get().getLeaderId() == null
                && raft.halfway(server.getDivision(raft.group()).getRaftConf()).isPresent();
    }

    Replica replica() {
        return replica;
    }

    Optional<RuntimeException> fault() {
        return machine.fault();
    }

    private Optional<DivisionInfo> info() {
        try {
            return Optional.of(server.getDivision(raft.group()).getInfo());
        } catch (IOException e) {
            // Removed from the council, or being closed.
            return Optional.empty();
        }
    }

    /** Takes in what became final. */
    void settle() {
        machine.settle();
    }

    /** Whether this node orders now, and has taken all that was ordered before. */
    boolean leads() {
        return machine.fault().isEmpty()
                && info().filter(info -> info.isAlive() && info.isLeaderReady()).isPresent();
    }

    /** Who orders now, as far as is known here. */
    Optional<Seat> leader() {
        Optional<RaftPeerId> id = info().map(DivisionInfo::getLeaderId);
        return peers().stream()
                .filter(peer -> id.filter(peer.getId()::equals).isPresent())
                .map(Seat::of)
                .findFirst();
    }

    /** The nodes of the council; empty on one that is not part of it. */
    List<Seat> seats() {
        return peers().stream().map(Seat::of).toList();
    }

    private List<RaftPeer> peers() {
        Optional<List<RaftPeer>> known = untold;
        if (known.isPresent()) {
            return known.get();
        }
        try {
            return List.copyOf(server.getDivision(raft.group()).getGroup().getPeers());
        } catch (IOException e) {
            return List.of();
        }
    }

    /** The nodes of the council when most of them have that durably; empty while it changes, or this node does not know. */
    List<Seat> agreed() {
        try {
            RaftServer.Division division = server.getDivision(raft.group());
            RaftConfiguration conf = division.getRaftConf();
            boolean agreed = untold.isEmpty()
                    && conf.getPreviousPeers().isEmpty()
                    && division.getRaftLog().getLastCommittedIndex() >= conf.getLogEntryIndex();
            return agreed ? conf.getCurrentPeers().stream().map(Seat::of).toList() : List.of();
        } catch (IOException e) {
            return List.of();
        }
    }

    private List<RaftPeer> others() {
        return peers().stream()
                .filter(peer -> !peer.getId().equals(raft.self()))
                .toList();
    }

    /** Asks for a turn, here when this node leads, elsewhere otherwise; the answer is that of the leader's replica. */
    CompletableFuture<byte[]> propose(Proposal proposal) {
        Message message = new Proposed(proposal);
        try {
            CompletableFuture<RaftClientReply> reply = leads() ? here(message) : there(message);
            return reply.thenApply(Session::content).orTimeout(Raft.REQUEST_MILLIS_MAX, TimeUnit.MILLISECONDS);
        } catch (IOException | RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private CompletableFuture<RaftClientReply> here(Message message) throws IOException {
        RaftClientRequest request = RaftClientRequest.newBuilder()
                .setClientId(self)
                .setServerId(server.getId())
                .setGroupId(raft.group())
                .setCallId(calls.incrementAndGet())
                .setMessage(message)
                .setType(RaftClientRequest.writeRequestType())
                .build();
        return server.submitClientRequestAsync(request);
    }

    private CompletableFuture<RaftClientReply> there(Message message) throws IOException {
        Optional<Seat> leader = leader();
        if (leader.isEmpty()) {
            throw new IOException("the council has no leader now");
        }
        CompletableFuture<RaftClientReply> asked =
                client(leader.get()).async().send(message).copy();
        long number = calls.incrementAndGet();
        elsewhere.put(number, asked);
        return asked.whenComplete((reply, failure) -> elsewhere.remove(number));
    }

    /**
     * Looks at who leads and who is silent: says when that has changed, gives up what is under way to a leader that is none any
     * more, so that it is asked for again at once, and connections that nothing comes back on.
     */
    synchronized void look() {
        info().ifPresent(info -> redialing.look(info, others(), System.nanoTime()));
        if (info().filter(info -> info.getLeaderId() != null).isPresent()) {
            untold = Optional.empty();
        }
        Optional<Seat> now = leader();
        if (!now.equals(noted)) {
            noted = now;
            String who = now.map(seat -> seat.name() + " leads").orElse("nobody is known to lead");
            LOG.log(Level.INFO, () -> "the council, as node " + raft.self() + " sees it: " + who);
        }
        if (client.isPresent() && !clientLeader.equals(now)) {
            closeClient();
        }
    }

    private static byte[] content(RaftClientReply reply) {
        if (!reply.isSuccess()) {
            throw new CompletionException(reply.getException());
        }
        return reply.getMessage().getContent().toByteArray();
    }

    private synchronized RaftClient client(Seat leader) {
        List<RaftPeer> now = peers();
        if (client.isEmpty() || !now.equals(clientPeers) || !clientLeader.equals(Optional.of(leader))) {
            closeClient();
            clientPeers = now;
            clientLeader = Optional.of(leader);
            client = Optional.of(raft.client(now, clientLeader));
        }
        return client.get();
    }

    /** Closing takes seconds when the other side is gone, which nobody waits for. */
    private synchronized void closeClient() {
        client.ifPresent(old -> Thread.ofPlatform()
                .daemon()
                .name("council-hangs-up")
                .start(() -> {
                    try {
                        old.close();
                    } catch (IOException e) {
                        // Nothing of ours depends on it.
                    }
                }));
        client = Optional.empty();
        elsewhere
                .values()
                .forEach(asked -> asked.completeExceptionally(new IOException("the council's leader changed")));
    }

    /** Makes these the nodes of the council. Blocks until it is agreed and a new one has caught up. */
    void seats(List<Seat> next) throws IOException {
        List<RaftPeer> peers = new ArrayList<>();
        next.forEach(seat -> peers.add(seat.peer()));
        try (RaftClient admin = raft.client(peers(), leader())) {
            RaftClientReply reply = admin.admin().setConfiguration(peers);
            if (!reply.isSuccess()) {
                throw new IOException("changing the council to " + next, Objects.requireNonNull(reply.getException()));
            }
        }
    }

    @Override
    public void close() {
        closeClient();
        try {
            server.close();
        } catch (IOException e) {
            // Its files are as after a crash, which the next opening is made for.
        } finally {
            replica.close();
        }
    }
}
