package org.commonwatch.values;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.stream.Stream;
import org.commonwatch.kernel.Refused;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code ./commonwatch test --fuzz}: any text is a value or refused, and a canonical form is its own canonical form. */
@Tag("fuzz")
class ForeignBytesFuzzTest {
    static Stream<byte[]> texts() {
        return Stream.of(
                        "hxxps[:]//user@b\u00fccher[.]example:443/%7Ea/../b?q=1#f",
                        "1[.]2.3(dot)4",
                        "::ffff:192.0.2.1%eth0",
                        "2001:db8::/32",
                        "Bob <bob@EXAMPLE.com>",
                        "xn--bcher-kva.example.",
                        "d41d8cd98f00b204e9800998ecf8427e",
                        "C:\\a\\b.exe")
                .map(text -> text.getBytes(UTF_8));
    }

    @MethodSource("texts")
    @FuzzTest
    void value(byte[] bytes) {
        String text = new String(bytes, UTF_8);
        for (ValueKind kind : ValueKind.values()) {
            try {
                IndicatorValue value = Values.parse(kind, text);
                assertEquals(value, again(value), () -> value + " of " + text);
            } catch (Refused refused) {
                assertFalse(refused.refusal().code().isEmpty());
            }
        }
        Refang.of(text);
        Readings.of(text);
    }

    private static IndicatorValue again(IndicatorValue value) {
        try {
            return Values.parse(value.kind(), value.text());
        } catch (Refused refused) {
            throw new AssertionError("the canonical form is refused: " + value, refused);
        }
    }
}
