package org.commonwatch.council;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.proto.RaftProtos.RoleInfoProto;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftGroupMemberId;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.raftlog.RaftLog;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.statemachine.SnapshotInfo;
import org.apache.ratis.statemachine.TransactionContext;
import org.apache.ratis.statemachine.impl.BaseStateMachine;
import org.apache.ratis.statemachine.impl.FileListSnapshotInfo;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.thirdparty.com.google.protobuf.UnsafeByteOperations;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.sequence.Replica;
import org.commonwatch.ledger.sequence.Snapshot;
import org.commonwatch.ledger.sequence.Start;
import org.commonwatch.ledger.sequence.Turn;
import org.jspecify.annotations.Nullable;

/**
 * Hands the agreed order to the replica, turn by turn, on Ratis' own thread. A fault of the replica's disk ends this node's
 * part in the council until it is opened again; Ratis then closes the server.
 */
final class Machine extends BaseStateMachine {
    private final Replica replica;
    private final Runnable moved;
    private final Runnable behind;
    private volatile Optional<Snapshot> kept;
    private volatile Optional<RuntimeException> fault = Optional.empty();

    /**
     * @param moved called after each turn and change of leader, from any thread
     * @param behind called when the others no longer have the turns this node lacks
     */
    Machine(Replica replica, Runnable moved, Runnable behind) {
        this.replica = replica;
        this.moved = moved;
        this.behind = behind;
        this.kept = replica.snapshot();
    }

    /** Why this node takes no more turns. */
    Optional<RuntimeException> fault() {
        return fault;
    }

    /** Takes in what became final, outside the order of turns; a fault of it ends this node's part as one of a turn does. */
    void settle() {
        try {
            replica.settle();
        } catch (RuntimeException e) {
            fault = Optional.of(e);
            throw e;
        }
    }

    @Override
    public void initialize(RaftServer server, RaftGroupId group, RaftStorage storage) throws IOException {
        super.initialize(server, group, storage);
        Halfway.putBack(storage.getStorageDir().getCurrentDir().toPath());
        kept.ifPresent(snapshot -> setLastAppliedTermIndex(termIndex(snapshot.turn())));
    }

    private static TermIndex termIndex(Turn turn) {
        return TermIndex.valueOf(turn.term(), turn.index());
    }

    /** The leader puts its clock at the head of a batch. */
    @Override
    public TransactionContext startTransaction(RaftClientRequest request) throws IOException {
        TransactionContext.Builder transaction =
                TransactionContext.newBuilder().setStateMachine(this).setClientRequest(request);
        try {
            Proposal proposal = request.getMessage() instanceof Proposed own
                    ? own.proposal()
                    : Proposal.parse(request.getMessage().getContent().toByteArray());
            Optional<Refusal> obstacle = proposal instanceof Proposal.Batch ? replica.obstacle() : Optional.empty();
            if (obstacle.isPresent()) {
                return transaction
                        .setLogData(ByteString.EMPTY)
                        .build()
                        .setException(obstacle.get().toException());
            }
            if (proposal instanceof Proposal.Batch batch) {
                Proposal.Batch stamped = new Proposal.Batch(replica.timeEntry(), batch.statements());
                return transaction
                        .setLogData(UnsafeByteOperations.unsafeWrap(Proposal.write(stamped)))
                        .setStateMachineContext(stamped)
                        .build();
            }
            return transaction.setLogData(request.getMessage().getContent()).build();
        } catch (Refused e) {
            return transaction.setLogData(ByteString.EMPTY).build().setException(e);
        }
    }

    @Override
    public CompletableFuture<Message> applyTransaction(TransactionContext transaction) {
        LogEntryProto entry = transaction.getLogEntry();
        Turn turn = new Turn(entry.getTerm(), entry.getIndex());
        byte[] answer;
        try {
            answer = take(turn, transaction);
        } catch (RuntimeException e) {
            fault = Optional.of(e);
            moved.run();
            throw e;
        }
        updateLastAppliedTermIndex(turn.term(), turn.index());
        moved.run();
        return CompletableFuture.completedFuture(Message.valueOf(UnsafeByteOperations.unsafeWrap(answer)));
    }

    private byte[] take(Turn turn, TransactionContext transaction) {
        try {
            switch (proposal(transaction)) {
                case Proposal.Begin begin -> replica.begin(turn, begin.size(), begin.root());
                case Proposal.Batch batch -> {
                    return Outcomes.toBytes(replica.take(turn, batch.time(), batch.statements()));
                }
                case Proposal.Final last -> replica.agree(turn, last.note().toBytes());
            }
        } catch (Refused e) {
            // Only a broken leader lets in what is no proposal; for everybody it is nothing.
            replica.take(turn, Optional.empty(), List.of());
        }
        return new byte[0];
    }

    /** The node that put a batch into the order has read it already. */
    private static Proposal proposal(TransactionContext transaction) throws Refused {
        return transaction.getStateMachineContext() instanceof Proposal.Batch read
                ? read
                : Proposal.parse(transaction
                        .getLogEntry()
                        .getStateMachineLogEntry()
                        .getLogData()
                        .toByteArray());
    }

    @Override
    public void notifyLeaderChanged(RaftGroupMemberId member, RaftPeerId leader) {
        moved.run();
    }

    @Override
    public void notifyLeaderReady() {
        moved.run();
    }

    /** The snapshot is joined again instead, when this node has been closed for that. */
    @Override
    public CompletableFuture<TermIndex> notifyInstallSnapshotFromLeader(RoleInfoProto role, TermIndex first) {
        behind.run();
        return new CompletableFuture<>();
    }

    @Override
    public @Nullable SnapshotInfo getLatestSnapshot() {
        return kept.map(snapshot -> new FileListSnapshotInfo(List.of(), termIndex(snapshot.turn())))
                .orElse(null);
    }

    /** Nothing before a final size is needed any more, and nothing after it is given up. */
    @Override
    public long takeSnapshot() throws IOException {
        kept = replica.keepSnapshot();
        return kept.map(snapshot -> snapshot.turn().index()).orElse(RaftLog.INVALID_LOG_INDEX);
    }

    /** Where a node that joins begins. */
    @Override
    public CompletableFuture<Message> query(Message request) {
        byte[] start = replica.start().map(Start::toBytes).orElseGet(() -> new byte[0]);
        return CompletableFuture.completedFuture(Message.valueOf(UnsafeByteOperations.unsafeWrap(start)));
    }
}
