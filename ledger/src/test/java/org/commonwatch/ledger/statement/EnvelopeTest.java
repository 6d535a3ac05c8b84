package org.commonwatch.ledger.statement;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.Random;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Limits;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.keys.SigningKey;
import org.commonwatch.ledger.sequence.Logs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnvelopeTest {
    private static final SigningKey KEY = Logs.key(10);
    private static final Digest SOME = Digest.of(new byte[] {1});

    private static Draft full() {
        return new Draft(
                Logs.ORIGIN,
                "org.example",
                Instant.parse("2026-11-22T05:53:19.250Z"),
                "sharing.objects",
                2,
                new Audience("community", Optional.of(7L)),
                Optional.of(new PayloadCommitment(3, 4711, SOME, Optional.of(Digest.of()))),
                Optional.of("pseudonym-1"),
                JsonNodeFactory.instance.objectNode().put("tlp", "green").put("count", -5));
    }

    private static String json(Envelope envelope) throws Refused {
        return new String(envelope.statement().toBytes(), StandardCharsets.UTF_8);
    }

    /** An envelope around any text, rightly signed. */
    private static byte[] leafAround(String statement) {
        byte[] payload = statement.getBytes(StandardCharsets.UTF_8);
        byte[] head = ("DSSEv1 " + Envelope.PAYLOAD_TYPE.length() + " " + Envelope.PAYLOAD_TYPE + " " + payload.length
                        + " ")
                .getBytes(StandardCharsets.US_ASCII);
        byte[] pae = Arrays.copyOf(head, head.length + payload.length);
        System.arraycopy(payload, 0, pae, head.length, payload.length);
        return ("{\"payload\":\"" + Base64.getEncoder().encodeToString(payload) + "\",\"payloadType\":\""
                        + Envelope.PAYLOAD_TYPE + "\",\"signatures\":[{\"keyid\":\"" + KEY.id() + "\",\"sig\":\""
                        + Base64.getEncoder().encodeToString(KEY.sign(pae)) + "\"}]}")
                .getBytes(StandardCharsets.US_ASCII);
    }

    @Test
    void aStatementSurvivesTheTripThroughItsLeaf() throws Refused {
        LanePosition position = new LanePosition(42, Optional.of(SOME));
        Envelope signed = Envelope.sign(full(), position, KEY);
        Envelope parsed = Envelope.parse(signed.leaf());
        assertEquals(signed, parsed);
        assertEquals(signed.id(), parsed.id());
        assertEquals(position, parsed.statement().position());
        assertEquals(full().audience(), parsed.statement().draft().audience());
        assertEquals(full().payload(), parsed.statement().draft().payload());
        assertEquals(full().pseudonym(), parsed.statement().draft().pseudonym());
        assertEquals(full().time(), parsed.statement().draft().time());
        assertTrue(parsed.verify(KEY.verifyingKey()));
        assertFalse(parsed.verify(Logs.key(11).verifyingKey()));
        assertArrayEquals(leafAround(json(signed)), signed.leaf());
    }

    @Test
    void theIdIsTheHashOfThePae() throws Refused {
        Envelope envelope = Envelope.sign(Logs.draft(1), LanePosition.FIRST, KEY);
        String json = json(envelope);
        String pae = "DSSEv1 45 application/vnd.commonwatch.statement.v1+json " + json.length() + " " + json;
        assertEquals(Digest.of(pae.getBytes(StandardCharsets.UTF_8)), envelope.id());
    }

    @Test
    void aChangedSignatureParsesAndDoesNotVerify() throws Refused {
        byte[] leaf = Envelope.sign(Logs.draft(1), LanePosition.FIRST, KEY).leaf();
        int at = leaf.length - 40;
        leaf[at] = (byte) (leaf[at] == 'A' ? 'B' : 'A');
        assertFalse(Envelope.parse(leaf).verify(KEY.verifyingKey()));
    }

    /** Each row replaces one piece of a valid statement; the path names where the refusal points. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            "format":1                       | "format":2                        | /format
            "sequence":1                     | "sequence":0                      | /sequence
            "sequence":1                     | "sequence":2                      | /previous
            "sequence":1                     | "sequence":"1"                    | /sequence
            "time":"2026-11-22T05:53:19Z"    | "time":"2026-11-22T05:53:19.000Z" | /time
            "time":"2026-11-22T05:53:19Z"    | "time":"2026-11-22T06:53:19+01:00"| /time
            "time":"2026-11-22T05:53:19Z"    | "time":"1969-12-31T23:59:59Z"     | /time
            "time":"2026-11-22T05:53:19Z"    | "time":"2026-11-22T05:53:19.0001Z"| /time
            "type":"test.note"               | "type":"Test.note"                | /type
            "type":"test.note"               | "type":"test..note"               | /type
            "type":"test.note"               | "type":"test."                    | /type
            "version":1                      | "version":0                       | /version
            "version":1                      | "version":2147483648              | /version
            "audience":{"id":"own"}          | "audience":{"id":""}              | /audience/id
            "audience":{"id":"own"}          | "audience":{}                     | /audience/id
            "audience":{"id":"own"}          | "audience":{"epoch":-1,"id":"own"}| /audience/epoch
            "audience":{"id":"own"}          | "audience":{"id":"own","x":1}     | /audience/x
            "audience":{"id":"own"}          | "audience":"own"                  | /audience
            "body":{"number":1}              | "body":[]                         | /body
            "format":1                       | "extra":1,"format":1              | /extra
            "author":"org.example"           | "author":7                        | /author
            ,"sequence"                      | ,"payload":{"bytes":1,"count":0,"root":"00"},"sequence"     | /payload/count
            ,"sequence"                      | ,"payload":{"bytes":1,"count":1,"root":"00"},"sequence"     | /payload/root
            ,"sequence"                      | ,"payload":{"bytes":1,"count":10001,"root":"00"},"sequence" | /payload/count
            """)
    void aWrongMemberIsRefusedWithItsPath(String piece, String instead, String path) throws Refused {
        String valid = json(Envelope.sign(Logs.draft(1), LanePosition.FIRST, KEY));
        assertTrue(valid.contains(piece), valid);
        byte[] leaf = leafAround(valid.replace(piece, instead));
        Refused refused = assertThrows(Refused.class, () -> Envelope.parse(leaf));
        assertEquals("statement-malformed", refused.refusal().code());
        assertEquals(path, refused.refusal().path());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            {"payload":"        | { "payload":"
            "payloadType"       | "payloadtype"
            v1+json             | v2+json
            "}]}                | "}]}
            "}]}                | "},{"keyid":"x","sig":""}]}
            ed25519:            | ED25519:
            ","sig":"           | ", "sig":"
            """)
    void anotherByteFormIsNoEnvelope(String piece, String instead) throws Refused {
        String valid =
                new String(Envelope.sign(Logs.draft(1), LanePosition.FIRST, KEY).leaf(), StandardCharsets.US_ASCII);
        assertTrue(valid.contains(piece), valid);
        byte[] leaf = valid.replace(piece, instead.endsWith("]}") && instead.equals(piece) ? instead + " " : instead)
                .getBytes(StandardCharsets.US_ASCII);
        Refused refused = assertThrows(Refused.class, () -> Envelope.parse(leaf));
        assertTrue(refused.refusal().code().matches("envelope-malformed|key-id-malformed"), refused.toString());
    }

    @Test
    void base64WithSpareBitsIsRefused() throws Refused {
        String statement = json(Envelope.sign(Logs.draft(1), LanePosition.FIRST, KEY));
        String leaf = new String(leafAround(statement), StandardCharsets.US_ASCII);
        int end = leaf.indexOf("==\",\"payloadType");
        end = end < 0 ? leaf.indexOf("=\",\"payloadType") : end;
        if (end < 0) {
            leaf = new String(
                    leafAround(json(Envelope.sign(Logs.draft(10), LanePosition.FIRST, KEY))),
                    StandardCharsets.US_ASCII);
            end = leaf.indexOf('=');
        }
        char last = leaf.charAt(end - 1);
        String spare = leaf.substring(0, end - 1) + (char) (last + 1) + leaf.substring(end);
        assertEquals(
                "base64-malformed",
                assertThrows(Refused.class, () -> Envelope.parse(spare.getBytes(StandardCharsets.US_ASCII)))
                        .refusal()
                        .code());
    }

    @Test
    void whatAStatementMayNotHoldCannotBeSigned() {
        Draft fraction =
                Logs.draft(1).with(JsonNodeFactory.instance.objectNode().put("x", 0.5));
        Draft large = Logs.draft(1).with(JsonNodeFactory.instance.objectNode().put("x", 1L << 53));
        Draft half = Logs.draft(1).with(JsonNodeFactory.instance.objectNode().put("x", "\ud800"));
        Draft huge = Logs.draft(1).with(JsonNodeFactory.instance.objectNode().put("x", "y".repeat(50_000)));
        assertEquals("json-not-canonical", refusal(fraction));
        assertEquals("json-not-canonical", refusal(large));
        assertEquals("statement-malformed", refusal(half));
        assertEquals("leaf-too-long", refusal(huge));
    }

    private static String refusal(Draft draft) {
        return assertThrows(Refused.class, () -> Envelope.sign(draft, LanePosition.FIRST, KEY))
                .refusal()
                .code();
    }

    @Test
    void onlyRefusalsComeOutOfForeignLeaves() throws Refused {
        Random random = new Random(20261122);
        byte[] valid = Envelope.sign(full(), new LanePosition(2, Optional.of(SOME)), KEY)
                .leaf();
        String statement = json(Envelope.parse(valid));
        int accepted = 0;
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = mutate(random, valid);
            byte[] inner = leafAroundQuick(mutate(random, statement.getBytes(StandardCharsets.UTF_8)), valid);
            for (byte[] leaf : new byte[][] {bytes, inner}) {
                try {
                    assertArrayEquals(leaf, Envelope.parse(leaf).leaf());
                    accepted++;
                } catch (Refused e) {
                    assertTrue(e.refusal().code().matches("[a-z0-9-]+"));
                }
            }
        }
        assertTrue(accepted > 10, "some mutations only change values: " + accepted);
        assertThrows(Refused.class, () -> Envelope.parse(new byte[Limits.LEAF_BYTES_MAX + 1]));
        assertThrows(Refused.class, () -> Envelope.parse(new byte[0]));
    }

    private static byte[] mutate(Random random, byte[] valid) {
        byte[] bytes = random.nextInt(4) == 0 ? Arrays.copyOf(valid, random.nextInt(valid.length)) : valid.clone();
        for (int i = random.nextInt(3); i >= 0 && bytes.length > 0; i--) {
            bytes[random.nextInt(bytes.length)] = (byte) (32 + random.nextInt(95));
        }
        return bytes;
    }

    /** The signature is not what is tested here, so the old one stays. */
    private static byte[] leafAroundQuick(byte[] statement, byte[] valid) {
        String old = new String(valid, StandardCharsets.US_ASCII);
        int end = old.indexOf("\",\"payloadType");
        return ("{\"payload\":\"" + Base64.getEncoder().encodeToString(statement) + old.substring(end))
                .getBytes(StandardCharsets.US_ASCII);
    }
}
