package org.commonwatch.node.notify;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.LocalDate;
import java.util.Optional;
import org.commonwatch.kernel.Refused;
import org.commonwatch.node.matching.HitListener.Occasion;
import org.commonwatch.node.matching.HitNotice;
import org.commonwatch.stix.Tlp;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which hits a channel wants, one line each. */
class InterestTest {
    @ParameterizedTest(name = "{0} hears of a {3} hit ({1}, confidence {2}) in {4} at {5}: {6}")
    @CsvSource(delimiter = '|', textBlock = """
            # description                        | kind   | confidence | occasion    | source | asset    | wants
            {}                                   | domain | 70         | NEW         | proxy  | 10.1.2.3 | true
            {"kinds":"domain, url"}              | url    | 70         | NEW         | proxy  | 10.1.2.3 | true
            {"kinds":["domain"]}                 | ipv4   | 70         | NEW         | proxy  | 10.1.2.3 | false
            {"kinds":"pattern"}                  | pattern| 70         | NEW         | proxy  | 10.1.2.3 | true
            {"min_confidence":70}                | domain | 70         | NEW         | proxy  | 10.1.2.3 | true
            {"min_confidence":71}                | domain | 70         | NEW         | proxy  | 10.1.2.3 | false
            {"min_confidence":1}                 | domain |            | NEW         | proxy  | 10.1.2.3 | false
            {}                                   | domain |            | NEW         | proxy  | 10.1.2.3 | true
            {}                                   | domain | 70         | NEW_BLOCKED | proxy  | 10.1.2.3 | true
            {}                                   | domain | 70         | LET_THROUGH | proxy  | 10.1.2.3 | true
            {"verdict":"let-through"}            | domain | 70         | NEW         | proxy  | 10.1.2.3 | true
            {"verdict":"let-through"}            | domain | 70         | NEW_BLOCKED | proxy  | 10.1.2.3 | false
            {"verdict":"let-through"}            | domain | 70         | LET_THROUGH | proxy  | 10.1.2.3 | true
            {"verdict":"blocked"}                | domain | 70         | NEW         | proxy  | 10.1.2.3 | false
            {"verdict":"blocked"}                | domain | 70         | NEW_BLOCKED | proxy  | 10.1.2.3 | true
            {"verdict":"blocked"}                | domain | 70         | LET_THROUGH | proxy  | 10.1.2.3 | false
            {"asset":"10.1.*"}                   | domain | 70         | NEW         | proxy  | 10.1.2.3 | true
            {"asset":"10.1.*"}                   | domain | 70         | NEW         | proxy  | 10.10.2.3| false
            {"asset":"*.pilots"}                 | domain | 70         | NEW         | proxy  | PC7.Pilots| true
            {"asset":"10.1.2.3"}                 | domain | 70         | NEW         | proxy  | 10.1.2.30| false
            {"asset":"[a-z]*"}                   | domain | 70         | NEW         | proxy  | pc7      | false
            {"source":"proxy"}                   | domain | 70         | NEW         | proxy  | 10.1.2.3 | true
            {"source":"dns*"}                    | domain | 70         | NEW         | proxy  | 10.1.2.3 | false
            {"source":"p*y","asset":"10.*"}      | domain | 70         | NEW         | proxy  | 10.1.2.3 | true
            """)
    void fits(
            String json, String kind, Integer confidence, Occasion occasion, String source, String asset, boolean wants)
            throws Refused {
        Interest interest = Interest.read(new Properties(NotifyFixture.json(json)));
        HitNotice hit = hit(kind, Optional.ofNullable(confidence), source, asset);
        assertEquals(wants, interest.fits(hit, occasion));
        var kept = NotifyFixture.json("{}");
        interest.write(kept);
        assertEquals(interest, Interest.kept(kept), "as it was after a restart");
    }

    private static HitNotice hit(String kind, Optional<Integer> confidence, String source, String asset) {
        return new HitNotice(
                1,
                "indicator--1",
                "",
                kind,
                "",
                "active",
                Optional.empty(),
                confidence,
                source,
                "address",
                asset,
                LocalDate.EPOCH,
                1,
                0,
                0,
                NotifyFixture.START,
                NotifyFixture.START,
                "new",
                true,
                Tlp.AMBER_STRICT,
                Optional.empty());
    }
}
