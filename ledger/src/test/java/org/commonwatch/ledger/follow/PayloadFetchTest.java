package org.commonwatch.ledger.follow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.disk.CrashDisk;
import org.commonwatch.ledger.disk.CrashDisk.Failure;
import org.commonwatch.ledger.disk.DiskFault;
import org.commonwatch.ledger.keys.SigningKey;
import org.commonwatch.ledger.payload.Payload;
import org.commonwatch.ledger.payload.PayloadStore;
import org.commonwatch.ledger.policy.Policy;
import org.commonwatch.ledger.sequence.LocalSequencer;
import org.commonwatch.ledger.sequence.Logs;
import org.commonwatch.ledger.statement.Envelope;
import org.commonwatch.ledger.statement.LanePosition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A log of real statements, every other one with a payload, followed with all checks on. */
class PayloadFetchTest {
    private static final Path ORIGIN = Path.of("/origin/log");
    private static final Path LOG = Path.of("/disk/log");
    private static final SigningKey ALICE = Logs.key(10);
    private static final int STATEMENTS = 12;

    private final CrashDisk originDisk = new CrashDisk(Path.of("/origin"));
    private final CrashDisk disk = new CrashDisk(Path.of("/disk"));
    private final List<LogSource> sources = new ArrayList<>();
    private final List<Digest> withPayload = new ArrayList<>();
    private final PayloadStore originPayloads = new PayloadStore(originDisk, ORIGIN);
    private final PayloadStore payloads = new PayloadStore(disk, LOG);
    private StatementCheck check = check();
    private LocalSequencer log;

    private static StatementCheck check() {
        return new StatementCheck(
                Logs.ORIGIN,
                Logs.TIME_KEY.id(),
                id -> id.equals(ALICE.id())
                        ? Optional.of(ALICE.verifyingKey())
                        : id.equals(Logs.TIME_KEY.id()) ? Optional.of(Logs.TIME_KEY.verifyingKey()) : Optional.empty());
    }

    @BeforeEach
    void build() throws Refused {
        log = LocalSequencer.open(Logs.settings(originDisk, ORIGIN));
        LanePosition position = LanePosition.FIRST;
        for (int i = 0; i < STATEMENTS; i++) {
            Payload payload = Payload.of(
                    List.of(("object of " + i).getBytes(StandardCharsets.UTF_8), new byte[100]), new SecureRandom());
            Envelope envelope = i % 2 == 0
                    ? Logs.envelope(ALICE, position, i)
                    : Envelope.sign(Logs.draft(i).with(payload.commitment()), position, ALICE);
            if (i % 2 == 1) {
                originPayloads.write(envelope.id(), payload);
                withPayload.add(envelope.id());
            }
            log.append(envelope).join();
            position = position.next(envelope.id());
        }
        log.close();
    }

    private Served served(String name) {
        return new Served(name, log.reader(), Optional.of(originPayloads));
    }

    private Follower open() {
        check = check();
        return Follower.open(new FollowSettings(
                disk,
                LOG,
                Logs.ORIGIN,
                Policy.unwitnessed(Logs.SIGNER.noteKey()),
                () -> List.copyOf(sources),
                check,
                Runnable::run));
    }

    private PayloadStore.State state(int number) {
        return new PayloadStore(disk, LOG).state(withPayload.get(number));
    }

    @Test
    void bringsEveryPayloadOnceAndKnowsTheLogsTime() {
        sources.add(served("one"));
        Follower follower = open();
        follower.follow();
        assertEquals(0, follower.voids());
        assertEquals(Optional.of(Logs.NOW), check.logTimeAt(STATEMENTS + 1));
        PayloadFetch fetch = follower.payloads(payloads);
        assertEquals(6, fetch.pending().size());
        assertEquals(new PayloadFetch.Round(4, List.of()), fetch.fetch(4));
        assertEquals(2, fetch.pending().size());
        assertEquals(2, open().payloads(payloads).fetch(100).fetched());
        for (int i = 0; i < 6; i++) {
            assertEquals(PayloadStore.State.PRESENT, state(i));
        }
        assertEquals(List.of(), open().payloads(payloads).pending());
    }

    @Test
    void aSourceThatSendsOtherBytesIsPutAsideAndAnotherGivesThem() {
        Served liar = served("liar")
                .bent((path, bytes) -> path.startsWith("payload")
                        ? bytes.map(whole -> {
                            whole[whole.length - 1] ^= 1;
                            return whole;
                        })
                        : bytes);
        sources.add(liar);
        sources.add(served("honest"));
        Follower follower = open();
        follower.follow();
        assertEquals(6, follower.payloads(payloads).fetch(100).fetched());
        SourceStanding standing = follower.sources().getFirst();
        assertTrue(standing.putAside());
        assertEquals("payload-mismatch", standing.last().orElseThrow().why().code());
    }

    @Test
    void whatNobodyGivesStaysPending() {
        String withheld = PayloadStore.path(withPayload.get(2));
        Served source = served("one").bent((path, bytes) -> path.equals(withheld) ? Optional.empty() : bytes);
        sources.add(source);
        Follower follower = open();
        follower.follow();
        PayloadFetch fetch = follower.payloads(payloads);
        PayloadFetch.Round round = fetch.fetch(100);
        assertEquals(5, round.fetched());
        assertEquals(withPayload.get(2), round.missing().getFirst().statementId());
        assertEquals(round.missing(), fetch.pending());
        assertFalse(follower.sources().getFirst().putAside());
        source.bent((path, bytes) -> bytes);
        assertEquals(1, open().payloads(payloads).fetch(100).fetched());
    }

    @Test
    void anErasedPayloadIsNeitherPendingNorTakenBack() throws Refused {
        sources.add(served("one"));
        Follower follower = open();
        follower.follow();
        payloads.erase(withPayload.get(1), Logs.ORIGIN, 9);
        PayloadFetch fetch = follower.payloads(payloads);
        assertEquals(5, fetch.pending().size());
        assertEquals(5, fetch.fetch(100).fetched());
        assertEquals(PayloadStore.State.ERASED, state(1));
        PayloadFetch.Pending any = openPending();
        byte[] whole = originPayloads
                .read(any.statementId(), 0, (int)
                        originPayloads.header(any.statementId()).orElseThrow().end())
                .orElseThrow();
        assertEquals(
                "payload-erased",
                assertThrows(Refused.class, () -> payloads.accept(any.statementId(), whole, any.commitment()))
                        .refusal()
                        .code());
    }

    /** The erased one as it would be pending at a node that has not erased it. */
    private PayloadFetch.Pending openPending() {
        CrashDisk elsewhere = new CrashDisk(Path.of("/disk"));
        Follower follower = Follower.open(new FollowSettings(
                elsewhere,
                LOG,
                Logs.ORIGIN,
                Policy.unwitnessed(Logs.SIGNER.noteKey()),
                () -> List.copyOf(sources),
                EntryCheck.NONE,
                Runnable::run));
        follower.follow();
        return follower.payloads(new PayloadStore(elsewhere, LOG)).pending().get(1);
    }

    @Test
    void everyWriteMayFailAndPowerToo() {
        sources.add(served("one"));
        open().follow();
        CrashDisk base = disk.copy();
        long changes = 60;
        for (long at = 1; at <= changes; at++) {
            for (Failure how : Failure.values()) {
                CrashDisk now = base.copy();
                now.failAt(at, how, false);
                fetchMaybe(now);
                now.crash(new Random(at));
                assertEquals(0, fetchAll(now), "change " + at + " " + how);
                PayloadStore store = new PayloadStore(now, LOG);
                for (Digest id : withPayload) {
                    assertEquals(PayloadStore.State.PRESENT, store.state(id), "change " + at + " " + how);
                }
            }
        }
    }

    private void fetchMaybe(CrashDisk now) {
        try {
            fetchAll(now);
        } catch (DiskFault e) {
            // Called again after the crash.
        }
    }

    private int fetchAll(CrashDisk now) {
        Follower follower = Follower.open(new FollowSettings(
                now,
                LOG,
                Logs.ORIGIN,
                Policy.unwitnessed(Logs.SIGNER.noteKey()),
                () -> List.copyOf(sources),
                EntryCheck.NONE,
                Runnable::run));
        PayloadFetch fetch = follower.payloads(new PayloadStore(now, LOG));
        fetch.fetch(100);
        return fetch.pending().size();
    }

    @Test
    void voidEntriesAreKeptAndNamed() {
        StatementCheck strict =
                new StatementCheck(Logs.ORIGIN, Logs.TIME_KEY.id(), id -> Optional.of(Logs.TIME_KEY.verifyingKey()));
        Envelope alice = Logs.envelope(ALICE, LanePosition.FIRST, 1);
        assertEquals(
                "signature-wrong", strict.check(0, alice.leaf()).orElseThrow().code());
        assertEquals(
                "key-unknown",
                new StatementCheck(Logs.ORIGIN, Logs.TIME_KEY.id(), id -> Optional.empty())
                        .check(0, alice.leaf())
                        .orElseThrow()
                        .code());
        assertEquals(
                "log-origin",
                new StatementCheck("other", Logs.TIME_KEY.id(), id -> Optional.empty())
                        .check(0, alice.leaf())
                        .orElseThrow()
                        .code());
        assertEquals(
                "envelope-malformed",
                check.check(0, new byte[] {1}).orElseThrow().code());
        assertEquals(Optional.empty(), check.check(0, alice.leaf()));
        assertEquals("lane-number", check.check(1, alice.leaf()).orElseThrow().code(), "replayed");
    }
}
