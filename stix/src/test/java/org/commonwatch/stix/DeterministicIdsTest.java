package org.commonwatch.stix;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.commonwatch.kernel.BoundedJson;
import org.commonwatch.kernel.Refused;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeterministicIdsTest {
    /** The first is the example of STIX 2.1 section 2.9; the others are what other implementations publish. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
        {"value":"198.51.100.3"} | ipv4-addr--28bb3599-77cd-5a82-a950-b5bc3caf07c4
        {"value":"198.51.100.2"} | ipv4-addr--9cf4a8ec-7640-5f40-a006-79942896168b
        {"value":"2001:db8::1"}  | ipv6-addr--6469e3a9-b053-5e34-a025-9396ae051d26
        {"value":"example.com"}  | domain-name--bedb4899-d24b-5401-bc86-8f6b4cc18ec7
        {"value":"control.example.com"} | domain-name--427e3664-0043-5865-b454-97df26649bde
        {"number":15139}         | autonomous-system--3aa27478-50b5-5ab8-9da9-cdc12b657fff
        """)
    void givesThePublishedIds(String json, String id) throws Refused {
        assertEquals(Optional.of(id), idOf(id.substring(0, id.indexOf("--")), json));
    }

    /** The samples' ids were computed by a program of another language. */
    @Test
    void agreesWithTheIdsOfTheSamples() {
        for (StixObject object : Samples.everyType()) {
            Optional<String> computed = DeterministicIds.of(object.type(), object.json());
            boolean named =
                    StixTypes.isObservable(object.type()) && !object.type().equals("process");
            assertEquals(named ? Optional.of(object.id()) : Optional.empty(), computed);
        }
    }

    @Test
    void looksAtOneHashInAFixedOrderOfPreference() throws Refused {
        String md5 = "\"MD5\":\"098f6bcd4621d373cade4e832627b4f6\"";
        String sha = "\"SHA-256\":\"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08\"";
        assertEquals(
                idOf("file", "{\"hashes\":{" + md5 + "}}"), idOf("file", "{\"hashes\":{" + sha + "," + md5 + "}}"));
        assertEquals(
                idOf("file", "{\"hashes\":{\"SSDEEP\":\"3:a:b\"}}"),
                idOf("file", "{\"hashes\":{\"TLSH\":\"0\",\"SSDEEP\":\"3:a:b\"}}"));
    }

    @Test
    void ignoresWhatDoesNotContribute() throws Refused {
        assertEquals(
                idOf("url", "{\"value\":\"https://a.example/\"}"),
                idOf("url", "{\"defanged\":true,\"value\":\"https://a.example/\",\"x_seen\":3}"));
    }

    @Test
    void hasNoneForRandomIdsAndEmptySeeds() throws Refused {
        assertEquals(Optional.empty(), idOf("process", "{\"pid\":1}"));
        assertEquals(Optional.empty(), idOf("indicator", "{\"pattern\":\"x\"}"));
        assertEquals(Optional.empty(), idOf("file", "{\"size\":1}"));
    }

    private static Optional<String> idOf(String type, String json) throws Refused {
        return DeterministicIds.of(type, BoundedJson.parse(json.getBytes(UTF_8)));
    }
}
