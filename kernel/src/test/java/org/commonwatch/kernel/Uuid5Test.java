package org.commonwatch.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Uuid5Test {
    /** The first from RFC 9562 appendix A.4; the others from the documentation of widespread libraries. */
    @ParameterizedTest
    @CsvSource({
        "6ba7b810-9dad-11d1-80b4-00c04fd430c8, www.example.com, 2ed6657d-e927-568b-95e1-2665a8aea6a2",
        "6ba7b810-9dad-11d1-80b4-00c04fd430c8, python.org, 886313e1-3b8a-5372-9b90-0c9aee199e5d",
        "6ba7b811-9dad-11d1-80b4-00c04fd430c8, http://python.org/, 4c565f0d-3f5a-5890-b41b-20cf47701c5e",
    })
    void givesThePublishedNames(UUID namespace, String name, UUID expected) {
        assertEquals(expected, Uuid5.of(namespace, name));
        assertEquals(5, expected.version());
        assertEquals(2, expected.variant());
    }
}
