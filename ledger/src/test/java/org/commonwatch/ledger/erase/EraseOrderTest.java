package org.commonwatch.ledger.erase;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.commonwatch.kernel.Refused;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EraseOrderTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** No positions mean the whole payload, so only an empty list says so. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"entry":3,"positions":[]}      | whole
            {"entry":3,"positions":[0,2]}   | [0, 2]
            {"entry":3}                     | erase-targets
            {"entry":3,"positions":null}    | erase-targets
            {"entry":3,"positions":2}       | erase-targets
            {"entry":3,"positions":"0"}     | erase-targets
            {"entry":3,"positions":{"a":0}} | erase-targets
            {"entry":3,"positions":[2,0]}   | erase-targets
            {"positions":[]}                | erase-targets
            """)
    void aTargetReadsInOneWay(String target, String expected) throws Exception {
        String body = "{\"reason\":\"mistake\",\"targets\":[" + target + "]}";
        if (expected.equals("erase-targets")) {
            Refused refused = assertThrows(Refused.class, () -> EraseOrder.read(JSON.readTree(body)));
            assertEquals(expected, refused.refusal().code());
            return;
        }
        EraseOrder.Target read = EraseOrder.read(JSON.readTree(body)).targets().getFirst();
        assertEquals(expected, read.whole() ? "whole" : read.positions().toString());
    }
}
