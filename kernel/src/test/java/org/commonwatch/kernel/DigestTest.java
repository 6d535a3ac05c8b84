package org.commonwatch.kernel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DigestTest {
    /** FIPS 180-4 examples, as published by NIST. */
    @ParameterizedTest
    @CsvSource({
        "'', e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "abc, ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq,"
                + "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
    })
    void isSha256(String text, String hex) {
        assertEquals(hex, Digest.of(text.getBytes(UTF_8)).hex());
    }

    @Test
    void joinsItsParts() {
        assertEquals(Digest.of("abc".getBytes(UTF_8)), Digest.of("a".getBytes(UTF_8), "bc".getBytes(UTF_8)));
    }

    @Test
    void readsBackWhatItWrites() {
        Digest digest = Digest.of("abc".getBytes(UTF_8));
        assertEquals(digest, Digest.fromHex(digest.hex()));
        assertEquals(digest, Digest.fromBase64(digest.base64()));
        assertEquals(digest, Digest.fromBytes(digest.toBytes()));
        assertEquals(digest.hashCode(), Digest.fromHex(digest.toString()).hashCode());
    }

    @Test
    void cannotBeChangedThroughItsBytes() {
        Digest digest = Digest.of();
        digest.toBytes()[0]++;
        byte[] given = digest.toBytes();
        Digest copy = Digest.fromBytes(given);
        given[0]++;
        assertEquals(digest, copy);
    }

    @Test
    void ordersAsUnsignedBytes() {
        Digest low = Digest.fromHex("00".repeat(31) + "7f");
        Digest high = Digest.fromHex("80" + "00".repeat(31));
        assertTrue(low.compareTo(high) < 0);
        assertNotEquals(low, high);
    }

    @Test
    void refusesOtherLengths() {
        assertThrows(IllegalArgumentException.class, () -> Digest.fromBytes(new byte[31]));
    }
}
