package org.commonwatch.stix;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.stream.Stream;
import org.commonwatch.kernel.Refused;
import org.commonwatch.stix.pattern.Matcher;
import org.commonwatch.stix.pattern.Pattern;
import org.commonwatch.stix.pattern.PatternError;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code ./commonwatch test --fuzz}: any bundle and any pattern is read or refused, and a pattern has one canonical text. */
@Tag("fuzz")
class ForeignBytesFuzzTest {
    static Stream<byte[]> bundles() {
        return Stream.of(
                Samples.bytes("stix20.json"),
                ("{\"type\":\"bundle\",\"objects\":[{\"type\":\"ipv4-addr\",\"spec_version\":\"2.1\",\"value\":\"192.0.2.1\","
                                + "\"id\":\"ipv4-addr--ff26c055-6336-5bc5-b98d-13d6226742dd\"}]}")
                        .getBytes(UTF_8));
    }

    static Stream<byte[]> patterns() {
        return Stream.of(
                        "[ipv4-addr:value = '192.0.2.1' OR NOT domain-name:value LIKE '%.example']",
                        "([file:hashes.'SHA-256' IN ('a', 'b')] FOLLOWEDBY [url:value MATCHES '^h.*$']) WITHIN 5 SECONDS",
                        "[process:pid >= 5 AND process:name != 'a\\'b'] REPEATS 3 TIMES",
                        "[ipv4-addr:value ISSUBSET '198.51.100.0/24'] START t'2026-01-01T00:00:00Z' STOP t'2026-01-02T00:00:00Z'",
                        "[EXISTS email-message:from_ref.value AND network-traffic:extensions.'http-request-ext'[*].a = h'00ff']")
                .map(text -> text.getBytes(UTF_8));
    }

    @MethodSource("bundles")
    @FuzzTest
    void bundle(byte[] bytes) {
        ReaderFuzzTest.swallow(bytes);
    }

    @MethodSource("patterns")
    @FuzzTest
    void pattern(byte[] bytes) {
        try {
            Pattern pattern = Pattern.parse(new String(bytes, UTF_8));
            assertEquals(pattern, again(pattern.canonical()));
            Matcher.of(pattern);
        } catch (PatternError error) {
            assertFalse(error.getMessage().isEmpty());
        } catch (Refused refused) {
            assertFalse(refused.refusal().code().isEmpty());
        }
    }

    private static Pattern again(String canonical) {
        try {
            return Pattern.parse(canonical);
        } catch (PatternError error) {
            throw new AssertionError("the canonical text is no pattern: " + canonical, error);
        }
    }
}
