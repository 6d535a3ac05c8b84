package org.commonwatch.node.matching;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.commonwatch.kernel.Refused;
import org.commonwatch.matching.MatchKind;
import org.commonwatch.stix.StixObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When something is looked for: one row a case, as an analyst would put it. Now is noon of 15 June 2026. */
class ActiveRulesTest {
    private static final Instant NOW = Instant.parse("2026-06-15T12:00:00Z");

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            # case                        | properties                                                              | kind   | least | outcome
            fresh address                 | "valid_from":"2026-06-15T00:00:00Z"                                     | ipv4   | 0     | until 2026-07-15T00:00:00Z
            address on its last day       | "valid_from":"2026-05-16T12:00:01Z"                                     | ipv4   | 0     | until 2026-06-15T12:00:01Z
            address after thirty days     | "valid_from":"2026-05-16T12:00:00Z"                                     | ipv4   | 0     | aged-out
            address said again            | "valid_from":"2026-01-01T00:00:00Z","modified":"2026-06-14T00:00:00Z"   | ipv4   | 0     | until 2026-07-14T00:00:00Z
            domain lives longer           | "valid_from":"2026-05-16T12:00:00Z"                                     | domain | 0     | until 2026-08-14T12:00:00Z
            URL in between                | "valid_from":"2026-04-16T12:00:00Z"                                     | url    | 0     | aged-out
            hash never ends               | "valid_from":"2016-01-01T00:00:00Z"                                     | sha256 | 0     | for ever
            own end beats the lifetime    | "valid_from":"2026-01-01T00:00:00Z","valid_until":"2026-12-01T00:00:00Z"| ipv4   | 0     | until 2026-12-01T00:00:00Z
            own end is over               | "valid_from":"2026-06-01T00:00:00Z","valid_until":"2026-06-15T12:00:00Z"| sha256 | 0     | expired
            not begun                     | "valid_from":"2026-06-15T12:00:01Z"                                     | ipv4   | 0     | not-yet-valid
            begins now                    | "valid_from":"2026-06-15T12:00:00Z"                                     | ipv4   | 0     | until 2026-07-15T12:00:00Z
            revoked                       | "valid_from":"2026-06-15T00:00:00Z","revoked":true                      | ipv4   | 0     | revoked
            context only in MISP          | "valid_from":"2026-06-15T00:00:00Z","labels":["misp:to_ids=\\"False\\""]| ipv4   | 0     | not-for-detection
            for detection in MISP         | "valid_from":"2026-06-15T00:00:00Z","labels":["misp:to_ids=\\"True\\""] | ipv4   | 0     | until 2026-07-15T00:00:00Z
            known to be harmless          | "valid_from":"2026-06-15T00:00:00Z","indicator_types":["benign"]        | ipv4   | 0     | benign
            sure enough                   | "valid_from":"2026-06-15T00:00:00Z","confidence":60                     | ipv4   | 60    | until 2026-07-15T00:00:00Z
            not sure enough               | "valid_from":"2026-06-15T00:00:00Z","confidence":59                     | ipv4   | 60    | confidence-low
            says not how sure             | "valid_from":"2026-06-15T00:00:00Z"                                     | ipv4   | 60    | no-confidence
            says not how sure, not asked  | "valid_from":"2026-06-15T00:00:00Z"                                     | ipv4   | 0     | until 2026-07-15T00:00:00Z
            revoked is said before expired| "valid_from":"2026-01-01T00:00:00Z","revoked":true                      | ipv4   | 0     | revoked
            """)
    void decides(String name, String properties, String kind, int least, String outcome) {
        DetectionFacts facts = DetectionFacts.of(indicator(properties));
        Optional<Duration> life = Lifetimes.of(MatchKind.ofWord(kind).orElseThrow());
        assertEquals(outcome, word(ActiveRules.judge(facts, false, life, least, NOW)), name);
    }

    @Test
    void whatWasTakenBackIsNotLookedForWhateverElseItSays() {
        DetectionFacts facts = DetectionFacts.of(indicator("\"valid_from\":\"2026-06-15T00:00:00Z\""));
        assertEquals("recalled", word(ActiveRules.judge(facts, true, Optional.empty(), 0, NOW)));
    }

    private static String word(Standing standing) {
        return switch (standing) {
            case Standing.Active active ->
                active.until().map(until -> "until " + until).orElse("for ever");
            case Standing.Passive passive -> passive.why().code();
        };
    }

    private static StixObject indicator(String properties) {
        String json = "{\"type\":\"indicator\",\"id\":\"indicator--00000000-0000-4000-8000-000000000001\"," + properties
                + "}";
        try {
            return StixObject.parse(json.getBytes(StandardCharsets.UTF_8));
        } catch (Refused e) {
            throw new AssertionError(e);
        }
    }
}
