package org.commonwatch.node.community;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.disk.LocalDisk;
import org.commonwatch.ledger.keys.SigningKey;
import org.commonwatch.ledger.merkle.Rfc6962;
import org.commonwatch.ledger.note.Checkpoint;
import org.commonwatch.ledger.note.Note;
import org.commonwatch.ledger.note.NoteSigner;
import org.commonwatch.ledger.note.SignedCheckpoint;
import org.commonwatch.ledger.policy.Policy;
import org.commonwatch.ledger.proof.Fork;
import org.commonwatch.ledger.witness.AddCheckpoint;
import org.commonwatch.ledger.witness.Verdict;
import org.commonwatch.node.membership.MembershipParts;
import org.commonwatch.node.policy.Space;
import org.commonwatch.node.spine.Log;
import org.commonwatch.node.spine.NodeFixture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WitnessingTest {
    @TempDir
    Path folder = Path.of("");

    private static final Checkpoint EMPTY = Checkpoint.of("log", 0, Rfc6962.EMPTY_ROOT);
    private static final SignedCheckpoint CHECKPOINT = new SignedCheckpoint(EMPTY, new Note(EMPTY.text(), List.of()));

    /** Who is shown two histories can prove it after a restart, and when another has come to order the log. */
    @Test
    void aForkThatItWasShownIsKept() throws Refused {
        Log log = new Log(7, "harbour", Space.COMMUNITY, "commonwatch/harbour/1");
        NoteSigner signer = new NoteSigner(log.origin(), SigningKey.generate(new SecureRandom()));
        SignedCheckpoint one = signed(log, signer, 1);
        SignedCheckpoint other = signed(log, signer, 2);
        try (NodeFixture node = NodeFixture.open(
                folder, new LocalDisk(), Clock.systemUTC(), List.of(), List.of(MembershipParts.projection()))) {
            Witnessing witnessing = witnessing(node);
            Witnessing.Trust trust = Witnessing.Trust.of(Policy.unwitnessed(signer.noteKey()));
            witnessing.hold(log, Optional.empty(), () -> trust, checkpoint -> Optional.empty(), List.of());
            assertInstanceOf(Verdict.Cosigned.class, witnessing.add(request(0, one)));
            assertEquals(List.of(), witnessing.forks(log));
            assertInstanceOf(Verdict.Conflict.class, witnessing.add(request(9, other)));
            assertInstanceOf(Verdict.Conflict.class, witnessing.add(request(9, other)));
            Fork fork = new Fork(one.note(), other.note(), Optional.empty());
            assertEquals(List.of(fork), witnessing.forks(log));
            assertEquals(List.of(fork), witnessing(node).forks(log), "after a restart");
        }
    }

    private static Witnessing witnessing(NodeFixture node) {
        return new Witnessing(
                node.identity(),
                MembershipParts.communities(node.index()),
                node.spine().home(),
                Clock.systemUTC());
    }

    private static SignedCheckpoint signed(Log log, NoteSigner signer, int history) {
        return SignedCheckpoint.sign(Checkpoint.of(log.origin(), 9, Digest.of(new byte[] {(byte) history})), signer);
    }

    private static AddCheckpoint request(long oldSize, SignedCheckpoint checkpoint) {
        return new AddCheckpoint(oldSize, List.of(), checkpoint.checkpoint(), checkpoint.note());
    }

    /** Anybody may ask for a cosignature; a log that cannot be fetched just now must not take every thread of the node. */
    @Test
    void onlySoManyWaitForOneLog() throws InterruptedException {
        CountDownLatch inside = new CountDownLatch(Witnessing.WAITING_MAX);
        CountDownLatch go = new CountDownLatch(1);
        Witnessing.Bounded bounded = new Witnessing.Bounded(checkpoint -> {
            inside.countDown();
            try {
                go.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return Optional.empty();
        });
        List<Thread> waiting = new ArrayList<>();
        for (int i = 0; i < Witnessing.WAITING_MAX; i++) {
            waiting.add(Thread.ofPlatform().start(() -> assertEquals(Optional.empty(), bounded.hold(CHECKPOINT))));
        }
        assertTrue(inside.await(120, TimeUnit.SECONDS));
        assertEquals(Optional.of("witness-busy"), bounded.hold(CHECKPOINT).map(Refusal::code));
        go.countDown();
        for (Thread thread : waiting) {
            thread.join();
        }
        assertEquals(Optional.empty(), bounded.hold(CHECKPOINT));
    }
}
