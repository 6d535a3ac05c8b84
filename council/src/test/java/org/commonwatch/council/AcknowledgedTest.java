package org.commonwatch.council;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.ratis.proto.RaftProtos.AppendEntriesReplyProto;
import org.apache.ratis.proto.RaftProtos.AppendEntriesReplyProto.AppendResult;
import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.proto.RaftProtos.MetadataProto;
import org.apache.ratis.proto.RaftProtos.RaftRpcRequestProto;
import org.apache.ratis.proto.RaftProtos.TermIndexProto;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.util.ProtoUtils;
import org.commonwatch.ledger.sequence.Replica;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ratis as it is set up here, asked as a leader asks it. */
class AcknowledgedTest {
    private static final long TERM = 1;

    @TempDir
    Path home;

    /**
     * A leader that had no answer in time sends the same turns again, with those that came since, while the first request is being
     * written. It counts on what the answers say.
     */
    @Test
    void whatANodeAcknowledgesIsInItsLog() throws IOException {
        CouncilSettings settings = Party.settings(1, "127.0.0.1:" + Party.freePort(), home, List::of);
        Raft raft = new Raft(settings);
        try (Replica replica = Replica.open(settings.log());
                RaftServer server = raft.server(new Machine(replica, () -> {}, () -> {}), false)) {
            server.start();
            long next = 0;
            for (int round = 0; round < 50; round++) {
                CompletableFuture<AppendEntriesReplyProto> first = server.appendEntriesAsync(request(raft, next, 1));
                CompletableFuture<AppendEntriesReplyProto> again = server.appendEntriesAsync(request(raft, next, 2));
                assertEquals(AppendResult.SUCCESS, first.join().getResult());
                AppendEntriesReplyProto answer = again.join();
                long last = server.getDivision(raft.group())
                        .getRaftLog()
                        .getLastEntryTermIndex()
                        .getIndex();
                if (answer.getResult() == AppendResult.SUCCESS) {
                    assertTrue(answer.getMatchIndex() <= last, answer.getMatchIndex() + " of " + last);
                }
                next = last + 1;
            }
        }
    }

    private static AppendEntriesRequestProto request(Raft raft, long first, int count) {
        AppendEntriesRequestProto.Builder request = AppendEntriesRequestProto.newBuilder()
                .setServerRequest(RaftRpcRequestProto.newBuilder()
                        .setRequestorId(ByteString.copyFromUtf8("node0"))
                        .setReplyId(ByteString.copyFromUtf8("node1"))
                        .setRaftGroupId(ProtoUtils.toRaftGroupIdProtoBuilder(raft.group())))
                .setLeaderTerm(TERM)
                .setLeaderCommit(-1)
                // It is told of the council later; nobody stands for election meanwhile.
                .setInitializing(true);
        if (first > 0) {
            request.setPreviousLog(TermIndexProto.newBuilder().setTerm(TERM).setIndex(first - 1));
        }
        for (int i = 0; i < count; i++) {
            request.addEntries(LogEntryProto.newBuilder()
                    .setTerm(TERM)
                    .setIndex(first + i)
                    .setMetadataEntry(MetadataProto.newBuilder().setCommitIndex(-1)));
        }
        return request.build();
    }
}
