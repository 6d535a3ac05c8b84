package org.commonwatch.ledger.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;

/** Padded standard base64 (RFC 4648 section 4) with one spelling for each value: padding present, spare bits zero. */
public final class StrictBase64 {
    private StrictBase64() {}

    /** @throws Refused {@code base64-malformed} */
    public static byte[] decode(byte[] text) throws Refused {
        byte[] decoded;
        try {
            decoded = Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw malformed();
        }
        if (!Arrays.equals(Base64.getEncoder().encode(decoded), text)) {
            throw malformed();
        }
        return decoded;
    }

    /** @throws Refused {@code base64-malformed}, also for text outside ISO 8859-1 */
    public static byte[] decode(String text) throws Refused {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 'z') {
                throw malformed();
            }
        }
        return decode(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static Refused malformed() {
        return Refusal.of("base64-malformed", "", "This is not padded standard base64 in its one spelling.")
                .toException();
    }
}
