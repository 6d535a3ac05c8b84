package org.commonwatch.stix;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.commonwatch.kernel.Refused;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class MarkingsTest {
    private static final String OWN = "marking-definition--11111111-5a1e-4c0d-9e57-00c0ffee0001";
    private static final String STATEMENT = "marking-definition--11111111-5a1e-4c0d-9e57-00c0ffee0002";
    private static final String UNKNOWN = "marking-definition--11111111-5a1e-4c0d-9e57-00c0ffee0003";

    private static Optional<StixObject> definition(String id) {
        return switch (id) {
            case OWN ->
                Optional.of(Samples.object("{\"type\":\"marking-definition\",\"id\":\"" + OWN + "\",\"extensions\":{\""
                        + Tlp.EXTENSION_ID + "\":{\"tlp_2_0\":\"amber+strict\"}}}"));
            case STATEMENT ->
                Optional.of(Samples.object("{\"type\":\"marking-definition\",\"id\":\"" + STATEMENT
                        + "\",\"definition_type\":\"statement\",\"definition\":{\"statement\":\"x\"}}"));
            default -> Optional.empty();
        };
    }

    private static StixObject marked(String properties) {
        return Samples.object("{\"type\":\"note\",\"id\":\"note--11111111-5a1e-4c0d-9e57-00c0ffee0004\","
                + "\"abstract\":\"open\",\"content\":\"secret\",\"list\":[\"a\",\"b\",\"c\"]," + properties + "}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        TLP:CLEAR        | CLEAR
        tlp:white        | CLEAR
        green            | GREEN
        TLP:AMBER        | AMBER
        tlp:amber+strict | AMBER_STRICT
        TLP:AMBER-STRICT | AMBER_STRICT
        ' TLP: RED '     | RED
        TLP:EX:CHR       |
        ''               |
        """)
    void readsLabels(String text, @Nullable Tlp expected) {
        assertEquals(Optional.ofNullable(expected), Tlp.parse(text));
    }

    @ParameterizedTest
    @EnumSource
    void hasThePublishedMarkings(Tlp tlp) {
        StixObject second = tlp.marking();
        assertEquals(Optional.of(tlp), Tlp.of(second));
        assertEquals(tlp.markingId(), second.id());
        assertArrayEquals(second.canonicalBytes(), second.bytes());
        assertEquals(List.of(), new Validation(PatternChecker.NONE).full(second));
        tlp.tlp1Marking().ifPresent(first -> {
            assertEquals(Optional.of(tlp), Tlp.of(first));
            assertEquals(List.of(), new Validation(PatternChecker.NONE).full(first));
            assertArrayEquals(first.canonicalBytes(), first.bytes());
        });
        assertEquals(tlp != Tlp.AMBER_STRICT, tlp.tlp1Marking().isPresent());
        assertEquals(Optional.of(tlp), Tlp.parse("TLP:" + tlp.label()));
    }

    @Test
    void takesTheMostRestrictiveOfAll() {
        StixObject object = marked("\"object_marking_refs\":[\"" + Tlp.GREEN.markingId() + "\",\"" + OWN + "\",\""
                + STATEMENT + "\",\"" + UNKNOWN + "\"]");
        Markings markings = Markings.of(object, MarkingsTest::definition);
        assertEquals(Optional.of(Tlp.AMBER_STRICT), markings.object());
        assertEquals(List.of(STATEMENT), markings.statements());
        assertEquals(List.of(UNKNOWN), markings.unknown());
    }

    @Test
    void leavesTheUnmarkedUnmarked() {
        Markings markings = Markings.of(marked("\"x_a\":1"), MarkingsTest::definition);
        assertEquals(Optional.empty(), markings.object());
        assertEquals(Optional.empty(), markings.whole());
    }

    @Test
    void countsPartsWhenAllOfItGoesOut() {
        StixObject object = marked("\"object_marking_refs\":[\"" + Tlp.CLEAR.markingId() + "\"],\"granular_markings\":["
                + "{\"selectors\":[\"content\"],\"marking_ref\":\""
                + Tlp.RED.tlp1MarkingId().orElseThrow() + "\"},"
                + "{\"selectors\":[\"abstract\"],\"lang\":\"en\"}]");
        Markings markings = Markings.of(object, MarkingsTest::definition);
        assertEquals(Optional.of(Tlp.CLEAR), markings.object());
        assertEquals(Optional.of(Tlp.RED), markings.whole());
    }

    @Test
    void takesOutThePartsAboveACeiling() throws Refused {
        StixObject object = marked("\"granular_markings\":["
                + "{\"selectors\":[\"content\",\"list.[0]\",\"list.[2]\"],\"marking_ref\":\"" + Tlp.RED.markingId()
                + "\"},{\"selectors\":[\"abstract\"],\"marking_ref\":\"" + Tlp.GREEN.markingId() + "\"}]");
        Markings markings = Markings.of(object, MarkingsTest::definition);
        assertSame(object, markings.redact(object, Tlp.RED));
        StixObject redacted = markings.redact(object, Tlp.AMBER);
        assertFalse(redacted.json().has("content"));
        assertEquals(List.of("b"), redacted.texts("list"));
        assertEquals("open", redacted.text("abstract").orElseThrow());
        assertEquals(List.of(Tlp.GREEN.markingId()), redacted.texts("object_marking_refs"));
        assertFalse(new String(redacted.bytes(), UTF_8).contains("secret"));
    }

    @Test
    void refusesToTakeOutTheId() {
        StixObject object = marked(
                "\"granular_markings\":[{\"selectors\":[\"id\"],\"marking_ref\":\"" + Tlp.RED.markingId() + "\"}]");
        Markings markings = Markings.of(object, MarkingsTest::definition);
        assertThrows(Refused.class, () -> markings.redact(object, Tlp.AMBER));
    }

    @Test
    void ordersLevelsFromOpenToClosed() {
        assertTrue(Tlp.AMBER.compareTo(Tlp.AMBER_STRICT) < 0);
        assertEquals(Tlp.RED, Tlp.GREEN.mostRestrictive(Tlp.RED));
    }
}
