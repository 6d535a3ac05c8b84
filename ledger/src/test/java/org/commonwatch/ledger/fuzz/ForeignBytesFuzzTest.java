package org.commonwatch.ledger.fuzz;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.cosign.CosignerKey;
import org.commonwatch.ledger.disclose.DisclosedObject;
import org.commonwatch.ledger.disclose.ShownLog;
import org.commonwatch.ledger.keys.SigningKey;
import org.commonwatch.ledger.note.Checkpoint;
import org.commonwatch.ledger.note.Note;
import org.commonwatch.ledger.note.NoteKey;
import org.commonwatch.ledger.note.NoteSigner;
import org.commonwatch.ledger.payload.SealedHeader;
import org.commonwatch.ledger.policy.Policy;
import org.commonwatch.ledger.proof.Fork;
import org.commonwatch.ledger.proof.TlogProof;
import org.commonwatch.ledger.sequence.Logs;
import org.commonwatch.ledger.statement.Envelope;
import org.commonwatch.ledger.statement.LanePosition;
import org.commonwatch.ledger.tile.EntryBundle;
import org.commonwatch.ledger.tile.TilePath;
import org.commonwatch.ledger.witness.AddCheckpoint;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever others send is refused or read, never an exception, and what has one form is written again as it came.
 * {@code ./commonwatch test --fuzz} lets Jazzer search.
 */
@Tag("fuzz")
class ForeignBytesFuzzTest {
    private static final SigningKey KEY = SigningKey.ofSeed(new byte[32]);
    private static final String HASH = Digest.of(new byte[] {1}).base64();

    static Stream<byte[]> envelopes() throws Refused {
        return Stream.of(Envelope.sign(Logs.draft(1), LanePosition.FIRST, KEY).leaf());
    }

    static Stream<byte[]> notes() {
        String text =
                Checkpoint.of("example.com/log", 7, Digest.of(new byte[] {1})).text();
        return Stream.of(Note.sign(text, new NoteSigner("example.com/log", KEY)).toBytes());
    }

    static Stream<byte[]> policies() {
        String key = new NoteSigner("example.com/log", KEY).noteKey().text();
        String witness = CosignerKey.ofEd25519("w.example", KEY.verifyingKey()).text();
        return Stream.of(("log " + key + " https://log.example\nwitness w " + witness + " https://w.example\n"
                        + "group g 1 w\nquorum g\n")
                .getBytes(StandardCharsets.US_ASCII));
    }

    static Stream<byte[]> proofs() {
        byte[] note = notes().findFirst().orElseThrow();
        return Stream.of(
                joined(ascii("c2sp.org/tlog-proof@v1\nindex 3\n" + HASH + "\n\n"), note),
                joined(ascii("c2sp.org/tlog-proof@v1\nextra AAAA\nindex 3\n\n"), note));
    }

    static Stream<byte[]> requests() {
        return Stream.of(
                joined(ascii("old 5\n" + HASH + "\n\n"), notes().findFirst().orElseThrow()));
    }

    static Stream<byte[]> bundles() {
        return Stream.of(new byte[] {0, 1, 65, 0, 0, 0, 2, 66, 67});
    }

    static Stream<byte[]> disclosures() throws Refused {
        return Stream.of(new ShownLog().shown().toBytes());
    }

    static Stream<byte[]> paths() {
        return Stream.of("tile/0/x001/067.p/3", "tile/entries/000", "tile/63/255")
                .map(ForeignBytesFuzzTest::ascii);
    }

    @MethodSource("envelopes")
    @FuzzTest
    void envelope(byte[] bytes) {
        read(() -> assertArrayEquals(bytes, Envelope.parse(bytes).leaf()));
    }

    @MethodSource("notes")
    @FuzzTest
    void note(byte[] bytes) {
        read(() -> {
            Note note = Note.parse(bytes);
            assertArrayEquals(bytes, note.toBytes());
            Checkpoint.parse(note.text());
        });
    }

    @MethodSource("policies")
    @FuzzTest
    void policy(byte[] bytes) {
        read(() -> {
            Policy policy = Policy.parse(bytes);
            assertEquals(policy, Policy.parse(policy.text().getBytes(StandardCharsets.UTF_8)), "its one spelling");
        });
    }

    @MethodSource("policies")
    @FuzzTest
    void keys(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        read(() -> assertEquals(text, NoteKey.parse(text).text()));
        read(() -> assertEquals(text, CosignerKey.parse(text).text()));
    }

    @MethodSource("proofs")
    @FuzzTest
    void proof(byte[] bytes) {
        read(() -> assertArrayEquals(bytes, TlogProof.parse(bytes).toBytes()));
    }

    @MethodSource("notes")
    @FuzzTest
    void fork(byte[] bytes) {
        read(() -> assertArrayEquals(bytes, Fork.parse(bytes).toBytes()));
    }

    @MethodSource("requests")
    @FuzzTest
    void addCheckpoint(byte[] bytes) {
        read(() -> AddCheckpoint.parse(bytes));
    }

    @MethodSource("bundles")
    @FuzzTest
    void bundle(byte[] bytes) {
        if (bytes.length > 0) {
            int count = bytes[0] & 0xff;
            read(() -> assertEquals(count, EntryBundle.parse(bytes, count).size()));
        }
    }

    @MethodSource("bundles")
    @FuzzTest
    void payload(byte[] bytes) {
        read(() -> SealedHeader.parse(bytes, bytes.length));
    }

    @MethodSource("disclosures")
    @FuzzTest
    void disclosure(byte[] bytes) {
        read(() -> {
            DisclosedObject disclosed = DisclosedObject.parse(bytes);
            assertArrayEquals(bytes, disclosed.toBytes());
            disclosed.verify(ShownLog.policy());
        });
    }

    @MethodSource("paths")
    @FuzzTest
    void tilePath(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        TilePath.parse(text).ifPresent(path -> assertEquals(text, path.text()));
    }

    /** Something that may refuse its input and must do nothing else to it. */
    private interface Reading {
        void run() throws Refused;
    }

    private static void read(Reading reading) {
        try {
            reading.run();
        } catch (Refused refused) {
            assertFalse(refused.refusal().code().isEmpty());
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        List.of(parts).forEach(out::writeBytes);
        return out.toByteArray();
    }
}
