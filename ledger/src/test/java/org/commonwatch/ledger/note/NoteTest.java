package org.commonwatch.ledger.note;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.sequence.Logs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NoteTest {
    private static final NoteSigner ALICE = new NoteSigner("alice.example/log", Logs.key(1));
    private static final NoteSigner BOB = new NoteSigner("bob.example", Logs.key(2));
    private static final NoteSigner CAROL = new NoteSigner("carol.example", Logs.key(3));

    private static String code(Executable action) {
        return assertThrows(Refused.class, action).refusal().code();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** The Go checksum database's own key, as its clients have it built in. */
    @Test
    void readsTheKeyOfALogInUse() throws Refused {
        String text = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8";
        NoteKey key = NoteKey.parse(text);
        assertEquals("sum.golang.org", key.name());
        assertEquals(0x033de0ae, key.id());
        assertEquals(text, key.text());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "sum.golang.org",
                "sum.golang.org+033de0af+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8",
                "sum.golang.or+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8",
                "sum.golang.org+033DE0AE+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8",
                "sum.golang.org+033de0ae+As4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8",
                "sum golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8",
                "sum.golang.org+033de0ae+",
            })
    void refusesKeysThatAreNotQuiteRight(String text) {
        assertThrows(Refused.class, () -> NoteKey.parse(text));
    }

    @Test
    void severalSignaturesVerifyAndUnknownOnesAreIgnored() throws Refused {
        Note note =
                Note.parse(Note.sign("text\n\nmore text\n", ALICE, BOB, CAROL).toBytes());
        assertEquals("text\n\nmore text\n", note.text());
        assertEquals(List.of(ALICE.noteKey(), CAROL.noteKey()), note.verify(List.of(CAROL.noteKey(), ALICE.noteKey())));
        assertEquals("note-unsigned", code(() -> note.verify(List.of())));
        NoteKey sameKeyOtherName = new NoteKey("dave.example", ALICE.key().verifyingKey());
        assertEquals("note-unsigned", code(() -> note.verify(List.of(sameKeyOtherName))));
    }

    @Test
    void aWrongSignatureOfAKnownKeySpoilsTheNote() throws Refused {
        Note right = Note.sign("text\n", ALICE, BOB);
        Note wrong = new Note("other\n", right.signatures());
        assertEquals("note-signature-wrong", code(() -> wrong.verify(List.of(ALICE.noteKey()))));
        Note half = new Note(
                "text\n",
                List.of(right.signatures().getFirst(), wrong(right.signatures().getLast())));
        assertEquals(List.of(ALICE.noteKey()), half.verify(List.of(ALICE.noteKey())));
        assertEquals("note-signature-wrong", code(() -> half.verify(List.of(ALICE.noteKey(), BOB.noteKey()))));
    }

    private static Note.Signature wrong(Note.Signature signature) {
        byte[] bytes = signature.bytes();
        bytes[0] ^= 1;
        return new Note.Signature(signature.name(), signature.keyId(), bytes);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n\n",
                "text\n",
                "text\n\n",
                "text\n\nno dash\n",
                "text\n\n\u2014 name\n",
                "text\n\n\u2014 name AAAA\n",
                "text\n\n\u2014 name AAAAAAA\n",
                "text\n\n\u2014 na+me AAAAAAAA\n",
                "text\n\n\u2014  AAAAAAAA\n",
                "text\n\n\u2014 name AAAAAAAA",
                "te\txt\n\n\u2014 name AAAAAAAA\n",
                "text\r\n\n\u2014 name AAAAAAAA\n",
            })
    void malformedNotesAreRefused(String text) {
        assertThrows(Refused.class, () -> Note.parse(bytes(text)));
    }

    @Test
    void checkpointsAreReadAsSpecified() throws Refused {
        String text = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";
        Checkpoint checkpoint = Checkpoint.parse(text);
        assertEquals("example.com/behind-the-sofa", checkpoint.origin());
        assertEquals(20852163, checkpoint.size());
        assertEquals(text, checkpoint.text());
        assertEquals(
                List.of("one", "two"), Checkpoint.parse(text + "one\ntwo\n").extensions());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "o\n1\n",
                "\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
                "o\n01\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
                "o\n-1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
                "o\n9223372036854775808\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
                "o\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2J=\n",
                "o\n1\nAAAA\n",
                "o\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=",
                "o\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n",
            })
    void malformedCheckpointsAreRefused(String text) {
        assertThrows(Refused.class, () -> Checkpoint.parse(text));
    }

    @Test
    void aSignedCheckpointOpensOnlyForItsOriginAndKey() throws Refused {
        Checkpoint checkpoint = Checkpoint.of("alice.example/log", 5, Digest.of(new byte[] {5}));
        byte[] signed = SignedCheckpoint.sign(checkpoint, ALICE).toBytes();
        assertEquals(
                checkpoint,
                SignedCheckpoint.open(signed, "alice.example/log", List.of(ALICE.noteKey()))
                        .checkpoint());
        assertEquals(
                "checkpoint-origin",
                code(() -> SignedCheckpoint.open(signed, "bob.example", List.of(ALICE.noteKey()))));
        assertEquals(
                "note-unsigned",
                code(() -> SignedCheckpoint.open(signed, "alice.example/log", List.of(BOB.noteKey()))));
    }

    @Test
    void onlyRefusalsComeOutOfForeignNotes() {
        Random random = new Random(20261122);
        byte[] valid = SignedCheckpoint.sign(Checkpoint.of("alice.example/log", 5, Digest.of()), ALICE)
                .toBytes();
        int accepted = 0;
        for (int round = 0; round < 30_000; round++) {
            byte[] bytes = Arrays.copyOf(valid, random.nextInt(3) == 0 ? random.nextInt(valid.length) : valid.length);
            for (int i = random.nextInt(3); i > 0 && bytes.length > 0; i--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            try {
                Note note = Note.parse(bytes);
                assertArrayEquals(bytes, note.toBytes(), "seed 20261122 round " + round);
                accepted++;
                Checkpoint.parse(note.text());
                note.verify(List.of(ALICE.noteKey()));
            } catch (Refused e) {
                assertTrue(e.refusal().code().matches("note-.*|checkpoint-.*|base64-.*"), e.toString());
            }
        }
        assertTrue(accepted > 1_000, "some changes leave a note: " + accepted);
    }
}
