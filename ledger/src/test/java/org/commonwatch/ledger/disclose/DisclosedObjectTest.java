package org.commonwatch.ledger.disclose;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.commonwatch.kernel.CanonicalJson;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Limits;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.keys.SigningKey;
import org.commonwatch.ledger.merkle.MerkleTree;
import org.commonwatch.ledger.note.Checkpoint;
import org.commonwatch.ledger.note.KeyHandover;
import org.commonwatch.ledger.note.Note;
import org.commonwatch.ledger.note.NoteKey;
import org.commonwatch.ledger.note.NoteSigner;
import org.commonwatch.ledger.note.SignedCheckpoint;
import org.commonwatch.ledger.payload.Disclosure;
import org.commonwatch.ledger.payload.Payload;
import org.commonwatch.ledger.payload.SealedHeader;
import org.commonwatch.ledger.policy.Policy;
import org.commonwatch.ledger.seal.EpochKey;
import org.commonwatch.ledger.seal.PayloadKey;
import org.commonwatch.ledger.seal.SealContext;
import org.commonwatch.ledger.seal.SealedPayload;
import org.commonwatch.ledger.sequence.Crew;
import org.commonwatch.ledger.sequence.Logs;
import org.commonwatch.ledger.statement.Audience;
import org.commonwatch.ledger.statement.Draft;
import org.commonwatch.ledger.statement.Envelope;
import org.commonwatch.ledger.statement.LanePosition;
import org.commonwatch.ledger.verify.Python;
import org.commonwatch.ledger.wire.CanonicalReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DisclosedObjectTest {
    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Refusal refusal(DisclosedObject shown, Policy policy) {
        return assertThrows(Refused.class, () -> shown.verify(policy)).refusal();
    }

    private static Refusal refusal(byte[] file) {
        return assertThrows(
                        Refused.class,
                        () -> DisclosedObject.parse(file).verify(ShownLog.policy()),
                        () -> "accepted: " + new String(file, StandardCharsets.UTF_8))
                .refusal();
    }

    private static String codeAndPath(Refusal refusal) {
        return refusal.code() + " " + refusal.path();
    }

    @Test
    void provesTheObjectTheAuthorThePlaceAndWhoCosigned() throws Refused {
        byte[] file = new ShownLog().shown().toBytes();
        Proven proven = DisclosedObject.parse(file).verify(ShownLog.policy());
        assertArrayEquals(file, DisclosedObject.parse(file).toBytes(), "its one spelling");
        assertEquals(ShownLog.OBJECTS.get(2), new String(proven.object().bytes(), StandardCharsets.UTF_8));
        assertEquals(1, proven.entry());
        assertEquals(2, proven.neighbours());
        assertEquals(ShownLog.AUTHOR_KEY, proven.key());
        assertFalse(proven.laterKey());
        assertEquals(List.of("w0", "w1", "w2"), proven.cosignedBy());
        assertEquals(Optional.of(Logs.NOW), proven.cosignedAt());
        assertEquals(3, proven.judged().signed().size());
    }

    /** Neither the file's bytes nor what can be decoded from it hold another object, its salt, or the key of a seal. */
    @Test
    void saysOfTheOthersOnlyHowManyThereAre() throws Refused {
        ShownLog log = new ShownLog();
        String file = new String(log.shown().toBytes(), StandardCharsets.UTF_8);
        assertFalse(file.contains(Base64.getEncoder().encodeToString(utf8(ShownLog.OBJECTS.get(0)))));
        assertFalse(file.contains("01".repeat(Payload.SALT_BYTES)), "the first object's salt");
        assertTrue(file.contains("03".repeat(Payload.SALT_BYTES)), "the salt of the one that is shown");
    }

    @Test
    void anObjectOfASealedPayloadIsShownWithoutAnyKey() throws Refused {
        ShownLog log = new ShownLog();
        SecureRandom random = new SecureRandom();
        EpochKey key = EpochKey.generate(random);
        SealedPayload sealed = SealedPayload.of(log.payload, Logs.ORIGIN, "harbour", 3, key, random);
        Draft draft = Draft.of(
                        Logs.ORIGIN,
                        ShownLog.AUTHOR_KEY.name(),
                        Logs.NOW,
                        "sharing.objects",
                        1,
                        new Audience("harbour", Optional.of(3L)))
                .with(sealed.commitment());
        long entry = log.append(ShownLog.AUTHOR, draft);
        SealedHeader header = sealed.header();
        SealContext context = SealContext.of(
                        Envelope.parse(log.reader().entry(entry).bytes()).statement())
                .orElseThrow();
        int from = (int) header.offset(2);
        PayloadKey.Opened opened = PayloadKey.unwrap(header, context, key)
                .open(header, 2, Arrays.copyOfRange(sealed.file(), from, from + header.length(2)));
        Disclosure object = new Disclosure(
                2,
                opened.salt(),
                opened.bytes(),
                MerkleTree.of(header.commitments()).inclusion(2));
        DisclosedObject shown = DisclosedObject.of(
                log.reader(), log.checkpoint(0, 1, 2), entry, ShownLog.AUTHOR_KEY, List.of(), object);
        Proven proven = DisclosedObject.parse(shown.toBytes()).verify(ShownLog.policy());
        assertEquals(ShownLog.OBJECTS.get(2), new String(proven.object().bytes(), StandardCharsets.UTF_8));
        assertTrue(proven.envelope()
                .statement()
                .draft()
                .payload()
                .orElseThrow()
                .sealed()
                .isPresent());
    }

    @Test
    void aLaterKeyIsProvedByThoseBeforeIt() throws Refused {
        assertTrue(DisclosedObject.parse(later().toBytes())
                .verify(ShownLog.policy())
                .laterKey());
        ShownLog log = new ShownLog();
        long entry = log.append(ShownLog.LATER, ShownLog.note().with(log.payload.commitment()));
        SigningKey stranger = Logs.key(12);
        NoteKey strangers = ShownLog.named(ShownLog.AUTHOR, stranger);
        KeyHandover bySomebody = KeyHandover.sign(strangers, stranger, ShownLog.LATER_KEY);
        KeyHandover otherName = KeyHandover.sign(
                new NoteKey("org-0000000000000000", ShownLog.AUTHOR.verifyingKey()),
                ShownLog.AUTHOR,
                ShownLog.LATER_KEY);
        assertEquals("disclosure-name /key", said(log.shown(entry, 0, ShownLog.LATER_KEY)));
        assertEquals("disclosure-name /key", said(log.shown(entry, 0, ShownLog.LATER_KEY, bySomebody)));
        assertEquals("disclosure-line /line/0", said(log.shown(entry, 0, ShownLog.LATER_KEY, otherName)));
        assertEquals(
                "disclosure-line /line/1",
                said(log.shown(
                        entry,
                        0,
                        ShownLog.LATER_KEY,
                        KeyHandover.sign(ShownLog.AUTHOR_KEY, ShownLog.AUTHOR, ShownLog.AUTHOR_KEY),
                        new KeyHandover(ShownLog.AUTHOR_KEY, new byte[64]))));
    }

    private static String said(DisclosedObject shown) {
        return codeAndPath(refusal(shown, ShownLog.policy()));
    }

    /** Entries that stand in the log, proved and final, and prove nothing. */
    @Test
    void whatSomebodyElsePutIntoTheLogProvesNothing() throws Refused {
        ShownLog log = new ShownLog();
        Draft draft = ShownLog.note().with(log.payload.commitment());
        SigningKey thief = Logs.key(13);
        long inAnothersName = log.append(thief, draft);
        byte[] forged =
                Envelope.sign(draft, LanePosition.FIRST, ShownLog.AUTHOR).leaf();
        int at = forged.length - 20;
        forged[at] = (byte) (forged[at] == 'A' ? 'B' : 'A');
        long unsigned = log.append(forged);
        Draft elsewhere =
                Draft.of("log.example.org/other", draft.author(), Logs.NOW, "test.note", 1, Audience.of("harbour"));
        long ofAnotherLog = log.append(ShownLog.AUTHOR, elsewhere.with(log.payload.commitment()));
        long noStatement = log.append(utf8("just bytes"));
        NoteKey thiefs = ShownLog.named(ShownLog.AUTHOR, thief);
        assertEquals("disclosure-key /key", said(log.shown(inAnothersName, 0)));
        assertEquals("disclosure-name /key", said(log.shown(inAnothersName, 0, thiefs)));
        assertEquals("disclosure-key /key", said(log.shown(inAnothersName, 0, ShownLog.named(thief, thief))));
        assertEquals("signature-wrong /entry/leaf", said(log.shown(unsigned, 0)));
        assertEquals("log-origin /entry/leaf", said(log.shown(ofAnotherLog, 0)));
        assertEquals("envelope-malformed /entry/leaf", said(log.shown(noStatement, 0)));
        assertEquals("disclosure-no-payload /entry/leaf", said(log.shown(0, 0)));
    }

    @Test
    void asksForTheQuorumOfThePolicyThatIsGiven() throws Refused {
        ShownLog log = new ShownLog();
        DisclosedObject two = DisclosedObject.of(
                log.reader(), log.checkpoint(0, 2), 1, ShownLog.AUTHOR_KEY, List.of(), log.payload.disclose(0));
        Refusal refusal = refusal(two, ShownLog.policy());
        assertEquals("disclosure-not-final /checkpoint", codeAndPath(refusal));
        assertEquals("missing 1 of w1", refusal.value());
        DisclosedObject shown = log.shown();
        assertTrue(shown.verify(new Crew(4).policy()).judged().isFinal(), "three of these four have cosigned");
        assertEquals("missing 1 of w3, w4", refusal(shown, new Crew(5).policy()).value());
        Policy strangers = Policy.unwitnessed(new NoteSigner(Logs.ORIGIN, Logs.key(9)).noteKey());
        assertEquals("note-unsigned /checkpoint", codeAndPath(refusal(shown, strangers)));
        Policy unwitnessed = Policy.unwitnessed(Logs.SIGNER.noteKey());
        assertEquals(List.of(), shown.verify(unwitnessed).cosignedBy());
        assertTrue(shown.verify(unwitnessed).cosignedAt().isEmpty());
    }

    /** Changes one thing in a file that is right. */
    record Row(String what, String refusal, Consumer<ObjectNode> change) {
        byte[] file() throws Refused {
            ObjectNode file = json(new ShownLog().shown());
            change.accept(file);
            return CanonicalJson.bytes(file);
        }

        @Override
        public String toString() {
            return what + ": " + refusal;
        }
    }

    private static Row row(String what, String refusal, Consumer<ObjectNode> change) {
        return new Row(what, refusal, change);
    }

    private static ObjectNode entry(ObjectNode file) {
        return (ObjectNode) file.path("entry");
    }

    private static ObjectNode object(ObjectNode file) {
        return (ObjectNode) file.path("object");
    }

    static Stream<Row> changes() throws Refused {
        ShownLog log = new ShownLog();
        DisclosedObject next = log.shown(2, 2);
        Checkpoint smaller = Checkpoint.of(Logs.ORIGIN, 1, log.reader().rootAt(1));
        String older = new String(ShownLog.cosigned(smaller, 0, 1, 2).toBytes(), StandardCharsets.UTF_8);
        Checkpoint lie = Checkpoint.of(Logs.ORIGIN, 3, Digest.of(new byte[] {1}));
        String liar = new String(ShownLog.cosigned(lie, 0, 1, 2).toBytes(), StandardCharsets.UTF_8);
        Checkpoint strange =
                Checkpoint.of("log.example.org/other", 3, log.reader().rootAt(3));
        String other = new String(SignedCheckpoint.sign(strange, Logs.SIGNER).toBytes(), StandardCharsets.UTF_8);
        Note note = log.checkpoint(0, 1, 2).note();
        String forged = new String(
                new Note(
                                note.text(),
                                note.signatures().stream()
                                        .map(DisclosedObjectTest::forged)
                                        .toList())
                        .toBytes(),
                StandardCharsets.UTF_8);
        String long64 = Base64.getEncoder().encodeToString(new byte[Limits.LEAF_BYTES_MAX + 1]);
        return Stream.of(
                row("another form", "disclosure-malformed /format", f -> f.put("format", "commonwatch disclosure 2")),
                row("a member more", "disclosure-malformed ", f -> f.put("title", "trust me")),
                row("a member less", "disclosure-malformed ", f -> f.remove("line")),
                row("the entry is no object", "disclosure-malformed /entry", f -> f.put("entry", 1)),
                row("a member more of the entry", "disclosure-malformed /entry", f -> entry(f).put("void", false)),
                row("an index in words", "disclosure-malformed /entry/index", f -> entry(f).put("index", "1")),
                row("an index below 0", "disclosure-malformed /entry/index", f -> entry(f).put("index", -1)),
                row("another index", "proof-mismatch /entry/proof", f -> entry(f).put("index", 0)),
                row("an index beyond the tree", "proof-range /entry/proof", f -> entry(f).put("index", 3)),
                row(
                        "a hash less",
                        "proof-length /entry/proof",
                        f -> entry(f).withArray("proof").remove(0)),
                row(
                        "a hash more",
                        "proof-length /entry/proof",
                        f -> entry(f).withArray("proof").add("00".repeat(32))),
                row("64 hashes", "disclosure-malformed /entry/proof", f -> fill(entry(f).withArray("proof"))),
                row(
                        "a short hash",
                        "disclosure-malformed /entry/proof/0",
                        f -> entry(f).putArray("proof").add("00")),
                row(
                        "a loud hash",
                        "disclosure-malformed /entry/proof/0",
                        f -> entry(f).putArray("proof").add("AB".repeat(32))),
                row("the leaf of another entry", "proof-mismatch /entry/proof", f -> entry(f).put("leaf", leaf(next))),
                row(
                        "the proof of another entry",
                        "proof-length /entry/proof",
                        f -> proof(entry(f), next.entry().proof())),
                row(
                        "another entry, proved",
                        "disclosure-no-payload /entry/leaf",
                        f -> f.set("entry", json(next).path("entry"))),
                row("a leaf that is none", "base64-malformed /entry/leaf", f -> entry(f).put("leaf", "?")),
                row("a leaf beyond its bounds", "disclosure-malformed /entry/leaf", f -> entry(f).put("leaf", long64)),
                row("no key", "disclosure-malformed /key", f -> f.put("key", 7)),
                row("a key that is none", "vkey-malformed /key", f -> f.put("key", "me")),
                row("another key", "disclosure-key /key", f -> f.put("key", ShownLog.LATER_KEY.text())),
                row(
                        "another name",
                        "disclosure-key /key",
                        f -> f.put(
                                "key",
                                ShownLog.named(ShownLog.LATER, ShownLog.AUTHOR).text())),
                row(
                        "a line that leads to no name",
                        "disclosure-line /line/0",
                        f -> f.putArray("line")
                                .addObject()
                                .put("key", ShownLog.LATER_KEY.text())
                                .put("signature", "AAAA")),
                row("17 older keys", "disclosure-malformed /line", f -> many(f.putArray("line"))),
                row(
                        "a handover without a key",
                        "disclosure-malformed /line/0",
                        f -> f.putArray("line").addObject().put("signature", "")),
                row("other bytes", "proof-mismatch /object", f -> object(f).put("bytes", "e30=")),
                row(
                        "bytes in another spelling",
                        "base64-malformed /object/bytes",
                        f -> object(f).put("bytes", "e31=")),
                row("another salt", "proof-mismatch /object", f -> object(f).put("salt", "00".repeat(32))),
                row(
                        "a short salt",
                        "disclosure-malformed /object/salt",
                        f -> object(f).put("salt", "00")),
                row("another position", "proof-length /object", f -> object(f).put("index", 1)),
                row("a position beyond", "proof-range /object", f -> object(f).put("index", 3)),
                row(
                        "a position beyond all",
                        "disclosure-malformed /object/index",
                        f -> object(f).put("index", 10_000)),
                row(
                        "a hash less of it",
                        "proof-length /object",
                        f -> object(f).withArray("proof").remove(0)),
                row(
                        "no cosignature",
                        "disclosure-not-final /checkpoint",
                        f -> f.put("checkpoint", text(log.checkpoint()))),
                row("a forged cosignature", "cosignature-wrong /checkpoint", f -> f.put("checkpoint", forged)),
                row("a tree from before", "proof-range /entry/proof", f -> f.put("checkpoint", older)),
                row("another tree", "proof-mismatch /entry/proof", f -> f.put("checkpoint", liar)),
                row("another log", "checkpoint-origin /checkpoint", f -> f.put("checkpoint", other)),
                row("no checkpoint", "note-malformed /checkpoint", f -> f.put("checkpoint", "")));
    }

    private static Note.Signature forged(Note.Signature line) {
        byte[] bytes = line.bytes();
        if (line.name().startsWith("w")) {
            bytes[40] ^= 1;
        }
        return new Note.Signature(line.name(), line.keyId(), bytes);
    }

    private static String text(SignedCheckpoint checkpoint) {
        return new String(checkpoint.toBytes(), StandardCharsets.UTF_8);
    }

    private static String leaf(DisclosedObject of) {
        return Base64.getEncoder().encodeToString(of.entry().leaf());
    }

    private static void proof(ObjectNode of, List<Digest> proof) {
        ArrayNode array = of.putArray("proof");
        proof.forEach(hash -> array.add(hash.hex()));
    }

    private static void fill(ArrayNode hashes) {
        while (hashes.size() < 64) {
            hashes.add("00".repeat(32));
        }
    }

    private static void many(ArrayNode line) {
        for (int i = 0; i < 17; i++) {
            line.addObject()
                    .put("key", ShownLog.AUTHOR_KEY.text())
                    .put("signature", Base64.getEncoder().encodeToString(ShownLog.HANDOVER.signature()));
        }
    }

    private static ObjectNode json(DisclosedObject shown) {
        try {
            return (ObjectNode) CanonicalReader.read(shown.toBytes());
        } catch (Refused e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @MethodSource("changes")
    void refusesWhatIsNotAsItWas(Row row) throws Refused {
        assertEquals(row.refusal(), codeAndPath(refusal(row.file())), row.what());
    }

    /** The program that shares no line with this one says the same of the right file and of each wrong one. */
    @Test
    void theIndependentProgramAgrees(@TempDir Path folder) throws Refused, IOException, InterruptedException {
        Path policy =
                Files.writeString(folder.resolve("policy"), ShownLog.policy().text());
        Path file = Files.write(folder.resolve("file"), new ShownLog().shown().toBytes());
        Python.Said said = Python.verify("--disclosed", file.toString(), "--policy", policy.toString());
        assertEquals(0, said.exit(), said.text());
        assertTrue(said.text().contains(ShownLog.AUTHOR_KEY.name() + " said it"), said.text());
        assertTrue(said.text().contains("object 3 of 3; 3 entries, cosigned by w0, w1, w2"), said.text());
        assertTrue(said.text().contains(ShownLog.OBJECTS.get(2)), said.text());
        Files.write(file, later().toBytes());
        said = Python.verify("--disclosed", file.toString(), "--policy", policy.toString());
        assertEquals(0, said.exit(), said.text());
        for (Row row : changes().toList()) {
            Files.write(file, row.file());
            said = Python.verify("--disclosed", file.toString(), "--policy", policy.toString());
            assertEquals(1, said.exit(), row.what() + ": " + said.text());
            assertTrue(said.text().startsWith("wrong: "), row.what() + ": " + said.text());
        }
    }

    /** An object that its author signed with a later key. */
    private static DisclosedObject later() throws Refused {
        ShownLog log = new ShownLog();
        long entry = log.append(ShownLog.LATER, ShownLog.note().with(log.payload.commitment()));
        return log.shown(entry, 0, ShownLog.LATER_KEY, ShownLog.HANDOVER);
    }

    /** Every value of the file once, each string at its beginning, middle and end: nothing in it is there for show. */
    @Test
    void everyValueCounts() throws Refused {
        byte[] right = new ShownLog().shown().toBytes();
        List<String> pointers = new ArrayList<>();
        collect("", CanonicalReader.read(right), pointers);
        assertEquals(11, pointers.size(), pointers::toString);
        for (String pointer : pointers) {
            for (int third = 0; third < 3; third++) {
                ObjectNode file = (ObjectNode) CanonicalReader.read(right);
                change(file, pointer, third);
                refusal(CanonicalJson.bytes(file));
            }
        }
    }

    private static void collect(String pointer, JsonNode node, List<String> into) {
        if (node.isValueNode()) {
            into.add(pointer);
        }
        node.properties().forEach(member -> collect(pointer + "/" + member.getKey(), member.getValue(), into));
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            collect(pointer + "/" + i, node.get(i), into);
        }
    }

    private static void change(ObjectNode file, String pointer, int third) {
        int slash = pointer.lastIndexOf('/');
        JsonNode parent = file.at(pointer.substring(0, slash));
        String name = pointer.substring(slash + 1);
        JsonNode old = file.at(pointer);
        if (old.isNumber()) {
            ((ObjectNode) parent).put(name, old.longValue() + 1 + third);
            return;
        }
        StringBuilder text = new StringBuilder(old.textValue());
        int at = Math.min(text.length() - 1, third * text.length() / 2);
        text.setCharAt(at, text.charAt(at) == 'a' ? 'b' : 'a');
        if (parent instanceof ArrayNode array) {
            array.set(Integer.parseInt(name), array.textNode(text.toString()));
        } else {
            ((ObjectNode) parent).put(name, text.toString());
        }
    }

    @Test
    void refusesAFileThatIsCutOffOrGoesOn() throws Refused {
        byte[] right = new ShownLog().shown().toBytes();
        for (int length = 0; length < right.length; length += 13) {
            assertEquals(
                    "json-not-canonical", refusal(Arrays.copyOf(right, length)).code());
        }
        assertEquals(
                "json-not-canonical",
                refusal(Arrays.copyOf(right, right.length + 1)).code());
        assertEquals(
                "disclosure-too-long",
                refusal(new byte[DisclosedObject.BYTES_MAX + 1]).code());
    }

    @Test
    void refusesAnyOtherBit() throws Refused {
        byte[] right = new ShownLog().shown().toBytes();
        long seed = new SecureRandom().nextLong();
        Random random = new Random(seed);
        for (int round = 0; round < 1_000; round++) {
            byte[] wrong = right.clone();
            int bit = random.nextInt(8 * right.length);
            wrong[bit / 8] ^= (byte) (1 << bit % 8);
            assertThrows(
                    Refused.class,
                    () -> DisclosedObject.parse(wrong).verify(ShownLog.policy()),
                    () -> "bit " + bit + ", seed " + seed);
        }
    }

    /** The largest object that a log may hold has a file within the bound, under many cosigners too. */
    @Test
    void theLargestObjectFits() throws Refused {
        ShownLog log = new ShownLog();
        Payload large = Payload.of(List.of(new byte[Limits.OBJECT_BYTES_MAX]), new SecureRandom());
        long entry = log.append(ShownLog.AUTHOR, ShownLog.note().with(large.commitment()));
        DisclosedObject shown = DisclosedObject.of(
                log.reader(), log.checkpoint(0, 1, 2), entry, ShownLog.AUTHOR_KEY, List.of(), large.disclose(0));
        byte[] file = shown.toBytes();
        assertTrue(file.length + Note.BYTES_MAX < DisclosedObject.BYTES_MAX, file.length + " bytes");
        DisclosedObject.parse(file).verify(ShownLog.policy());
        Payload larger = Payload.of(List.of(new byte[Limits.OBJECT_BYTES_MAX + 1]), new SecureRandom());
        assertEquals(
                "disclosure-too-long",
                assertThrows(
                                Refused.class,
                                () -> DisclosedObject.of(
                                        log.reader(),
                                        log.checkpoint(0, 1, 2),
                                        entry,
                                        ShownLog.AUTHOR_KEY,
                                        List.of(),
                                        larger.disclose(0)))
                        .refusal()
                        .code());
    }
}
