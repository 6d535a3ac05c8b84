package org.commonwatch.stix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.commonwatch.stix.References.Reference;
import org.junit.jupiter.api.Test;

class ReferencesTest {
    private static final String A = "malware--11111111-5a1e-4c0d-9e57-00c0ffee0001";
    private static final String B = "file--11111111-5a1e-5c0d-9e57-00c0ffee0002";

    @Test
    void findsThemAtAnyDepthInDocumentOrder() {
        StixObject object = Samples.object("{\"type\":\"x-a\",\"id\":\"x-a--11111111-5a1e-4c0d-9e57-00c0ffee0003\","
                + "\"a_ref\":\"" + A + "\",\"b_refs\":[\"" + B + "\",\"0\",7,\"" + A + "\"],"
                + "\"deep\":[{\"x\":{\"c_ref\":\"" + B + "\",\"d_ref\":null,\"reference\":\"" + A + "\"}}]}");
        assertEquals(
                List.of(
                        "a_ref /a_ref " + A,
                        "b_refs /b_refs/0 " + B,
                        "b_refs /b_refs/3 " + A,
                        "c_ref /deep/0/x/c_ref " + B),
                References.of(object).stream()
                        .map(found -> found.property() + " " + found.path() + " " + found.target())
                        .toList());
    }

    /** The samples are closed: whatever is pointed to is there, but for the nine published markings. */
    @Test
    void pointAtObjectsOfTheSamples() {
        Set<String> ids = new HashSet<>();
        Samples.everyType().forEach(object -> ids.add(object.id()));
        for (StixObject object : Samples.everyType()) {
            for (Reference reference : References.of(object)) {
                boolean known = ids.contains(reference.target())
                        || Tlp.ofMarkingId(reference.target()).isPresent();
                assertTrue(known, reference::toString);
                assertEquals(
                        reference.target(), object.json().at(reference.path()).asText());
            }
        }
    }
}
