package org.commonwatch.node.community;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.disk.LocalDisk;
import org.commonwatch.ledger.erase.EraseOrder;
import org.commonwatch.ledger.erase.EraseReason;
import org.commonwatch.ledger.follow.LogSource;
import org.commonwatch.ledger.keys.SigningKey;
import org.commonwatch.ledger.note.NoteSigner;
import org.commonwatch.ledger.payload.Payload;
import org.commonwatch.ledger.payload.PayloadStore;
import org.commonwatch.ledger.sequence.Admission;
import org.commonwatch.ledger.sequence.LocalSequencer;
import org.commonwatch.ledger.sequence.LogSettings;
import org.commonwatch.ledger.statement.Audience;
import org.commonwatch.ledger.statement.Draft;
import org.commonwatch.ledger.statement.Envelope;
import org.commonwatch.ledger.statement.LanePosition;
import org.commonwatch.ledger.tile.LogReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node that joins late, when a payload was erased long ago and one of the members is away. */
class PayloadCatchUpTest {
    private static final String ORIGIN = "log.example.org/test";
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final SigningKey AUTHOR = SigningKey.generate(RANDOM);
    private static final SigningKey STRANGER = SigningKey.generate(RANDOM);

    @TempDir
    Path folder;

    private final List<LogSource> sources = new ArrayList<>();
    private Payload payload = payload();
    private int logs;

    private static Payload payload() {
        try {
            return Payload.of(List.of(new byte[] {1}, new byte[] {2}), RANDOM);
        } catch (Refused e) {
            throw new IllegalStateException(e);
        }
    }

    /** Gives no payload: it is gone, or nobody answers. */
    private record Without(boolean away) implements LogSource {
        @Override
        public String name() {
            return away ? "away" : "gone";
        }

        @Override
        public Optional<byte[]> checkpoint() {
            return Optional.empty();
        }

        @Override
        public Optional<byte[]> resource(String path, int bytesMax) {
            return Optional.empty();
        }

        @Override
        public Optional<byte[]> payload(Digest statementId, int bytesMax) throws IOException {
            if (away) {
                throw new IOException("no route to host");
            }
            return Optional.empty();
        }
    }

    private static final class Gives implements LogSource {
        private final byte[] file;

        Gives(byte[] file) {
            this.file = file;
        }

        @Override
        public String name() {
            return "gives";
        }

        @Override
        public Optional<byte[]> checkpoint() {
            return Optional.empty();
        }

        @Override
        public Optional<byte[]> resource(String path, int bytesMax) {
            return Optional.empty();
        }

        @Override
        public Optional<byte[]> payload(Digest statementId, int bytesMax) {
            return Optional.of(file.clone());
        }
    }

    @Test
    void whatAnOrderFurtherOnTookHoldsUpNobodyThoughAMemberIsAway() throws Refused {
        try (LocalSequencer log = log(AUTHOR)) {
            assertEquals(3, fetch(log.reader(), new Without(false), new Without(true)), "the order says it is gone");
        }
    }

    @Test
    void whatIsOnlyOutOfReachIsWaitedFor() throws Refused {
        try (LocalSequencer log = log(STRANGER)) {
            assertEquals(1, fetch(log.reader(), new Without(false), new Without(true)), "that order does not hold");
            assertEquals(3, fetch(log.reader(), new Without(false)), "everybody says that there is none");
        }
    }

    /** Says every time that it does not have it yet: it holds the entry and has not come to it, or is behind for long. */
    private static final class Behind implements LogSource {
        private final AtomicInteger asked = new AtomicInteger();

        @Override
        public String name() {
            return "behind";
        }

        @Override
        public Optional<byte[]> checkpoint() {
            return Optional.empty();
        }

        @Override
        public Optional<byte[]> resource(String path, int bytesMax) {
            return Optional.empty();
        }

        @Override
        public Optional<byte[]> payload(Digest statementId, int bytesMax) throws IOException {
            asked.incrementAndGet();
            throw new PeerSource.NotYet();
        }
    }

    @Test
    void whoIsBehindIsPassedAndNotAskedFirstAgain() throws Refused {
        Behind behind = new Behind();
        PayloadCatchUp payloads = payloads();
        for (int turn = 1; turn <= 2; turn++) {
            try (LocalSequencer log = log(STRANGER)) {
                sources.clear();
                sources.addAll(List.of(behind, new Gives(file(log))));
                assertEquals(3, payloads.fetch(log.reader(), 0, 3, log.reader().size()));
                assertEquals(
                        PayloadStore.State.PRESENT, new PayloadStore(new LocalDisk(), folder).state(statement(log)));
            }
        }
        assertEquals(PayloadCatchUp.NOT_YET_TRIES_ALONE, behind.asked.get(), "for the first payload, then for none");
    }

    @Test
    void whatNobodyHasYetIsWaitedFor() throws Refused {
        try (LocalSequencer log = log(STRANGER)) {
            assertEquals(1, fetch(log.reader(), new Behind(), new Without(false)));
        }
    }

    /** Somebody who has something to hide gives less than there is, when nobody else can be asked. */
    @Test
    void whatLacksObjectsWithoutAnOrderIsNotTaken() throws Refused {
        try (LocalSequencer log = log(STRANGER)) {
            assertEquals(1, fetch(log.reader(), stripped(log, 0), new Without(true)));
            assertEquals(PayloadStore.State.ABSENT, new PayloadStore(new LocalDisk(), folder).state(statement(log)));
            assertEquals(3, fetch(log.reader(), stripped(log, 0), new Without(false)), "nobody has it");
        }
        try (LocalSequencer log = log(AUTHOR, List.of(0))) {
            assertEquals(1, fetch(log.reader(), stripped(log, 1), new Without(true)), "another object was ordered");
            assertEquals(3, fetch(log.reader(), stripped(log, 0), new Without(true)));
            assertEquals(PayloadStore.State.PRESENT, new PayloadStore(new LocalDisk(), folder).state(statement(log)));
        }
    }

    private static Digest statement(LocalSequencer log) throws Refused {
        return Envelope.parse(log.reader().entry(1).bytes()).id();
    }

    private byte[] file(LocalSequencer log) throws Refused {
        Digest statement = statement(log);
        try (PayloadStore store = new PayloadStore(new LocalDisk(), folder.resolve("whole" + statement.hex()))) {
            store.write(statement, payload);
            return store.whole(statement).orElseThrow();
        }
    }

    private LogSource stripped(LocalSequencer log, int position) throws Refused {
        Digest statement = statement(log);
        Path elsewhere = folder.resolve("elsewhere" + position + statement.hex());
        try (PayloadStore store = new PayloadStore(new LocalDisk(), elsewhere)) {
            store.write(statement, payload);
            store.erase(statement, ORIGIN, 3, List.of(position));
            byte[] file = store.whole(statement).orElseThrow();
            return new Gives(file);
        }
    }

    /** Fetches the payload of the first entries only; the order stands behind them. */
    private long fetch(LogReader reader, LogSource... from) {
        sources.clear();
        sources.addAll(List.of(from));
        return payloads().fetch(reader, 0, 3, reader.size());
    }

    private PayloadCatchUp payloads() {
        return new PayloadCatchUp(new PayloadStore(new LocalDisk(), folder), () -> List.copyOf(sources), Runnable::run);
    }

    /** The log's time, a payload, a note, and an order for the payload. */
    private LocalSequencer log(SigningKey ordering) throws Refused {
        return log(ordering, List.of());
    }

    private LocalSequencer log(SigningKey ordering, List<Integer> positions) throws Refused {
        LocalSequencer log = LocalSequencer.open(new LogSettings(
                new LocalDisk(),
                folder.resolve("log" + logs++),
                ORIGIN,
                "org.example",
                new NoteSigner(ORIGIN, SigningKey.generate(RANDOM)),
                SigningKey.generate(RANDOM),
                Admission.verifiedByCaller(),
                Clock.systemUTC(),
                System::nanoTime,
                Thread::new,
                Duration.ZERO));
        payload = payload();
        Envelope first = Envelope.sign(draft("test.note").with(payload.commitment()), LanePosition.FIRST, AUTHOR);
        LanePosition second = LanePosition.FIRST.next(first.id());
        log.append(first).join();
        Envelope note = Envelope.sign(draft("test.note"), second, AUTHOR);
        log.append(note).join();
        EraseOrder order = new EraseOrder(EraseReason.MISTAKE, List.of(new EraseOrder.Target(1, positions)));
        log.append(Envelope.sign(
                        draft(EraseOrder.TYPE).with(order.body()),
                        ordering == AUTHOR ? second.next(note.id()) : LanePosition.FIRST,
                        ordering))
                .join();
        return log;
    }

    private static Draft draft(String type) {
        return Draft.of(ORIGIN, "org.example", Instant.EPOCH, type, 1, Audience.of("all"))
                .with(JsonNodeFactory.instance.objectNode());
    }
}
